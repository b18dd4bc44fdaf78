"""Collects the phrases of one clause into a regimen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from pipeline.extract.dosage.counted import are_spread, count_doses
from pipeline.extract.dosage.grammar import AMOUNTS, Clause
from pipeline.extract.dosage.rates import disagree, is_limit_of_times, rate
from pipeline.extract.dosage.regimen import Regimen
from pipeline.extract.dosage.tokens import UNTIMED, Phrase, Tokens
from pipeline.model.dosage import Amount, Maximum, Role, Timing

_LEADS = ("then", "titration")
_MARKS = ("connector", "open", "close", "contrast")
_EDGES = ("connector", "contrast")  # what no instruction ends in
_SHORT = frozenset({"s", "min", "h"})
_LABEL = 2  # tokens of the label in front of a clause, "Induction:"


def collect(clause: Clause, tokens: Tokens, text: str, sentence: int) -> Regimen | None:
    """The regimen that a clause states, or None where a word denies it ("not recommended")."""
    kinds, names = {phrase.kind for phrase in clause}, {phrase.name for phrase in clause}
    if "negative" in kinds or (AMOUNTS.isdisjoint(kinds) and _times_another(clause)):
        return None
    last = max((phrase.last for phrase in clause if phrase.kind not in _EDGES), default=clause[-1].last)
    first = next((phrase.first for phrase in clause if phrase.kind not in _MARKS), clause[0].first)
    regimen = Regimen(tokens[first].start, tokens[max(last - 1, first)].end, sentence)
    regimen.ends_divided = clause[-1].kind == "divided" and tokens[clause[-1].last].value is not None
    regimen.retimed = _is_retimed(clause, tokens)
    regimen.has_strength = "concentration" in names
    for phrase in _without_divided_maximum(clause):
        _add(regimen, phrase, tokens, text)
    if not regimen.has_amount and len({phrase.name for phrase in clause if phrase.kind == "route"}) > 1:
        regimen.route = None
    if regimen.total is not None and regimen.doses and not regimen.timings:
        _add_period(regimen, regimen.total)
    count_doses(regimen)
    if sum(phrase.name == "series" for phrase in clause) > 1:  # "on days 0 and 4, and at weeks 2 and 4"
        regimen.timings = [replace(timing, count=None, count_max=None) for timing in regimen.timings]
    regimen.stated = tuple(regimen.maximums)
    regimen.of_all = tuple(phrase.maximum for phrase in clause if phrase.maximum and phrase.name == "total")
    regimen.conditional = "limit" in names
    regimen.of_one_dose = "one-dose" in names
    regimen.of_other_dose = not regimen.has_amount and _speaks_of_other_dose(clause, tokens)
    regimen.scheduled = "series" in names
    regimen.windowed = "window" in names
    regimen.dated = "dated" in names
    regimen.uncounted = "uncounted" in names
    regimen.inducing = any(tokens.has(index, "induction") for index in range(max(0, first - _LABEL), last))
    regimen.summed = any(tokens.has(phrase.first - 1, "sum") for phrase in clause if phrase.kind in AMOUNTS)
    regimen.raised_daily = _is_raised_daily(clause, tokens)
    regimen.bracketed = _is_bracketed(clause, tokens)
    regimen.banded = regimen.banded and regimen.bounds is None
    if regimen.has_amount and (regimen.unsettled or are_spread(regimen) or _has_doubtful_frequency(regimen, clause)):
        regimen.complete = False
    return regimen


def _speaks_of_other_dose(clause: Clause, tokens: Tokens) -> bool:
    """ "Followed by lower doses on alternate days": how much, nobody says."""
    told = (at for at in range(clause[0].first, clause[-1].last) if tokens.has(at, "graded"))
    return any(tokens.has(at + behind, "dose") for at in told for behind in (1, 2))


def _is_raised_daily(clause: Clause, tokens: Tokens) -> bool:
    """ "Increased to 600 mg daily"; "once daily" is no total."""
    kinds = [phrase.kind for phrase in clause if phrase.kind in ("titration", "dose", "timing")]
    timings = [phrase for phrase in clause if phrase.kind == "timing"]
    return kinds == ["titration", "dose", "timing"] and all(tokens.has(phrase.first, "daily") for phrase in timings)


def _is_bracketed(clause: Clause, tokens: Tokens) -> bool:
    """ "lower doses (1 mg/day, up to a maximum of 5 mg/day)": the dose and its maximum in one pair of brackets."""
    told = [phrase.first for phrase in clause if phrase.kind in AMOUNTS or phrase.maximum is not None]
    return len(told) > 1 and all(tokens[index].depth for index in told)


def _times_another(clause: Clause) -> bool:
    """ "not exceeding 5 g on the first day and 4 g daily": how often, of a figure that is no dose."""
    others = [phrase.last for phrase in clause if phrase.kind == "other" and phrase.name != "concentration"]
    return any(phrase.kind in ("timing", "per-period") and phrase.first in others for phrase in clause)


def _has_doubtful_frequency(regimen: Regimen, clause: Clause) -> bool:
    """ "5 mg with another 10 mg twice daily" (it may be of both), "5 mg several times a day ... once daily"."""
    doubts = {phrase.name for phrase in clause}
    if _adds_event_to_hours(clause):
        return True
    return ("uncounted" if regimen.has_frequency else "timed-companion") in doubts


def _adds_event_to_hours(clause: Clause) -> bool:
    """ "every 4 hours and at bedtime": two rhythms, and one `repeat` holds one."""
    if not any(phrase.timing.period_unit in _SHORT for phrase in clause if phrase.kind in ("timing", "divided")):
        return False
    return any(joint.name == "and" and phrase.timing.when for joint, phrase in pairwise(clause))


def _is_retimed(clause: Clause, tokens: Tokens) -> bool:
    """ "Reduce to once daily": the same dose at another frequency."""
    return any(
        first.kind == "titration"
        and second.kind == "timing"
        and rate(second.timing) is not None
        and tokens.has(first.last, "to")
        and second.first == first.last + 1
        for first, second in pairwise(clause)
    )


def _without_divided_maximum(clause: Clause) -> Iterator[Phrase]:
    """ "up to a maximum of 6 g daily in divided doses": it is the maximum that is divided."""
    limited = False
    for phrase in clause:
        if not (limited and phrase.kind == "divided"):
            yield phrase
        limited = phrase.kind == "maximum" or (limited and phrase.kind in _MARKS)


def _add(regimen: Regimen, phrase: Phrase, tokens: Tokens, text: str) -> None:
    if phrase.kind == "unclear":
        regimen.complete = False
    elif phrase.kind == "unsettled":
        regimen.unsettled = True
    elif phrase.kind in AMOUNTS:
        _add_amount(regimen, phrase, tokens)
    elif phrase.kind == "timing":
        _add_timing(regimen, phrase, _words(phrase, tokens, text))
    elif phrase.kind == "per-period":
        _add_period(regimen, phrase.timing)
    elif phrase.kind == "divided":
        regimen.divided = phrase.timing if regimen.divided in (None, UNTIMED) else regimen.divided
    elif phrase.kind == "maximum" and phrase.maximum is not None:
        regimen.maximums.append(phrase.maximum)
    elif phrase.kind == "maximum":
        regimen.limited = True
        regimen.additional.append(_words(phrase, tokens, text))
    else:
        _add_detail(regimen, phrase, tokens, text)


def _add_timing(regimen: Regimen, phrase: Phrase, words: str) -> None:
    if phrase.name in ("cycle", "series", "loose"):
        regimen.additional.append(words)
    if phrase.name == "renewal" and regimen.has_frequency:
        regimen.additional.append(words)
    elif is_limit_of_times(phrase.timing) and any(disagree(other, phrase.timing) for other in regimen.timings):
        regimen.maximums.append(_times_limit(phrase.timing))
    elif phrase.name != "cycle" or not regimen.timings:
        regimen.timings.append(phrase.timing)


def _times_limit(timing: Timing) -> Maximum:
    """ "every 4 hours, up to 4 times a day": at most 4 doses a day."""
    return Maximum(
        Decimal(timing.frequency_max or 0), "{dose}", "period", timing.period or Decimal(1), timing.period_unit or "d"
    )


def _add_amount(regimen: Regimen, phrase: Phrase, tokens: Tokens) -> None:
    regimen.amount_end = phrase.last
    regimen.banded = tokens.text(phrase.last) == "for"
    regimen.maximums += [phrase.maximum] if phrase.maximum is not None else []
    if phrase.kind == "dose":
        regimen.doses = phrase.amounts
        regimen.timings += [phrase.timing] if phrase.timing != UNTIMED else []
    elif phrase.kind == "daily":
        regimen.daily = phrase.amounts[0]
    else:
        regimen.rate = (phrase.amounts[0], phrase.name)


def _add_period(regimen: Regimen, timing: Timing) -> None:
    """ "20 mg of it per day" is a daily total; "2 tablets per day" and "5 mg per week" are a dose and a period."""
    measured = regimen.doses and not regimen.doses[0].unit.startswith("{") and regimen.doses[0].unit
    if measured and timing.period_unit == "d" and timing.period == 1 and not regimen.timings:
        regimen.daily, regimen.doses = regimen.doses[0], ()
    elif timing.period_unit in _SHORT and regimen.doses and not regimen.rate:
        _add_rate(regimen, timing)
    elif not regimen.has_amount:
        regimen.total = timing
    elif timing.period_unit in _SHORT:
        regimen.complete = False  # "per minute" once more, behind a rate
    else:
        regimen.timings.append(timing)


def _add_rate(regimen: Regimen, timing: Timing) -> None:
    """ "5 mg of it per minute": a rate, where it is per one; nothing is given anew each minute."""
    regimen.complete = regimen.complete and timing.period == 1
    regimen.rate, regimen.doses = (regimen.doses[0], timing.period_unit or "min"), ()


def _add_detail(regimen: Regimen, phrase: Phrase, tokens: Tokens, text: str) -> None:
    if phrase.kind == "bounds":
        titrated = phrase.name == "over" and regimen.titrated
        regimen.bounds = regimen.bounds or (None if titrated else phrase.amounts[0])
    elif phrase.kind == "duration":
        regimen.duration = regimen.duration or phrase.amounts[0]
        regimen.additional += [_words(phrase, tokens, text)] if None in _ends(phrase.amounts[0]) else []
    elif phrase.kind == "route":
        behind_amount = phrase.first == regimen.amount_end
        regimen.route = phrase.name if behind_amount or not (regimen.has_amount and regimen.route) else regimen.route
    elif phrase.kind == "site":
        regimen.site = regimen.site or _words(phrase, tokens, text)
        regimen.route = regimen.route or phrase.name or None
    elif phrase.kind == "method":
        regimen.method = regimen.method or phrase.name
    elif phrase.kind == "as-needed":
        _add_need(regimen, phrase, text)
    elif phrase.kind in ("instruction", "step"):
        regimen.additional.append(_words(phrase, tokens, text))
    else:
        _add_order(regimen, phrase)


def _ends(amount: Amount) -> tuple[Decimal | None, Decimal | None]:
    return amount.low, amount.high


def _add_need(regimen: Regimen, phrase: Phrase, text: str) -> None:
    """A need that steers a titration ("increased as needed", "to 5 mg if needed") is not one to take the dose."""
    if regimen.titrated or regimen.role == "maximum":
        return
    regimen.as_needed = True
    for name in phrase.names:
        start, _, end = name.partition(":")
        regimen.as_needed_for += (text[int(start) : int(end)],)


def _says_more(role: Role, name: str) -> bool:
    """Not that "a loading dose of 5 mg" is given "as a single dose" or "initially"."""
    return name != "single" and (role, name) != ("loading", "initial")


def _add_order(regimen: Regimen, phrase: Phrase) -> None:
    if phrase.kind == "role":
        if regimen.role == "usual" or _says_more(regimen.role, phrase.name):
            regimen.role = _ROLES[phrase.name]
        regimen.timings += [phrase.timing] if phrase.timing != UNTIMED else []
    elif phrase.kind in _LEADS:
        if regimen.timings and regimen.role == "initial" and not regimen.has_amount:
            regimen.role, regimen.timings = "usual", []  # "start low once daily, and increase to 5 mg"
        regimen.follows = regimen.follows or not regimen.has_amount
        regimen.titrated = regimen.titrated or phrase.kind == "titration"
    elif phrase.kind == "connector" and phrase.name == "or" and not regimen.has_amount:
        regimen.alternative = True


_ROLES: dict[str, Role] = {
    "initial": "initial",
    "maintenance": "maintenance",
    "loading": "loading",
    "single": "single",
    "maximum": "maximum",
}


def _words(phrase: Phrase, tokens: Tokens, text: str) -> str:
    return text[tokens[phrase.first].start : tokens[phrase.last - 1].end]
