"""The most that may be given: "maximum daily dose: 4 g", "not to exceed 8 tablets in 24 hours"."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Literal

from pipeline.extract.dosage.amounts import past_slashed
from pipeline.extract.dosage.figures import read_figure
from pipeline.extract.dosage.numerals import DASHES, read_range
from pipeline.extract.dosage.quantities import Quantity, read_quantity
from pipeline.extract.dosage.tokens import Phrase, Tokens
from pipeline.extract.dosage.units import Unit, time_code
from pipeline.model.dosage import Maximum, Timing

_REACH = 9
_FEWEST_MINUTES = 10  # in which doses are limited; so much a minute is a rate
_OF_ALL = "total"
_INFUSION_RATE = "infusion rate"
_RATES = frozenset({"h", "min", "s"})
_FILLERS = ("filler", "about", "maximum", "per", "over", "route", "people", "first", "initial")
_CLOSING = frozenset({")", ",", ";", ".", ""})
_DAYS = {("d", Decimal(1)), ("h", Decimal(24))}
_PERIODS = {"daily": "d", "weekly": "wk", "monthly": "mo"}
_UNSTATED = Unit("", "form", None, False, 0)


def read_maximum(tokens: Tokens, index: int) -> Phrase | None:
    """One maximum; a second one ("or 50 mg/day") follows as its own phrase. "Up to 3 doses" in all is a count.

    A maximum that is itself a regimen ("a maximum of 5 mg four times daily") comes back as a dose with the
    name "maximum": the timing behind it says so. A frequency ("maximum 3 times daily") is no maximum dose.
    One of an attack, of one day, or of several components, for which FHIR has no place, comes back without an amount.
    """
    if not tokens.has(index, "maximum"):
        return None
    at, period = _to_amount(tokens, index)
    quantity = read_quantity(tokens, at) or _bare(tokens, at, period)
    if quantity is None or quantity.unit.concentration or quantity.unit.kind in ("fraction", "weight", "surface"):
        return None
    if (components := past_slashed(tokens, quantity.last)) != quantity.last:
        return Phrase("maximum", index, components)
    of_rate = any(tokens.text(before) == _INFUSION_RATE for before in range(index, at))
    if of_rate and (quantity.unit.period is None or quantity.unit.period[1] not in _RATES):
        return None
    return limit_of_quantity(tokens, index, quantity, period)


def read_trailing_maximum(tokens: Tokens, index: int) -> Phrase | None:
    """ "20 mg/day maximum"; of "(20 vials maximum)" nobody says whether it is of a dose or of all."""
    quantity = read_quantity(tokens, index) if "maximum" in tokens.senses else None
    if quantity is None or not tokens.has(quantity.last, "trailing"):
        return None
    if tokens.text(quantity.last + 1) not in _CLOSING:
        return None
    limit = limit_of_quantity(tokens, index, quantity)
    maximum = limit.maximum if limit.maximum is not None and limit.maximum.per == "period" else None
    return Phrase("maximum", index, quantity.last + 1, limit.amounts if maximum else (), maximum=maximum)


def read_further_maximum(tokens: Tokens, index: int, period: str) -> Phrase | None:
    """The second figure of "2 mg/kg/day or 50 mg/day", or of "3 g/day (60 mg/kg/day)"."""
    together = tokens.has(index, "and")
    if not (together or tokens.has(index, "or") or tokens.text(index) == "("):
        return None
    at = index + 1
    while tokens.has(at, "or") or tokens.has(at, "up-to"):
        at += 1
    quantity = read_quantity(tokens, at)
    if quantity is None or quantity.unit.concentration or quantity.unit.kind in ("fraction", "weight", "surface"):
        return None
    if together and quantity.unit.period is None and _period_behind(tokens, quantity.last)[0] == "":
        return None
    return limit_of_quantity(tokens, index, quantity, "" if period == _OF_ALL else period)


def _to_amount(tokens: Tokens, index: int) -> tuple[int, str]:
    """Past the words between the cue and the figure; "daily", "weekly", "single" among them set what it is per."""
    period = ""
    if tokens.has(index - 2, "article") or tokens.has(index - 2, "filler") or index < 2:
        period = _named_period(tokens, index - 1)
    period = period or _period_of_subject(tokens, index)
    at = index + 1
    while at <= index + _REACH:
        period = _named_period(tokens, at) or period
        at = _past_people(tokens, at)
        in_bracket = tokens.text(at) == "(" and tokens.has(at - 1, "dose")  # "a lower maximum dose (600 mg)"
        named = tokens[at].is_word and not tokens[at].senses and tokens.has(at + 1, "dose")  # "maximum examplin dose"
        filler = tokens.text(at) == _INFUSION_RATE or any(tokens.has(at, sense) for sense in _FILLERS)
        known = in_bracket or named or filler or _named_period(tokens, at)
        if tokens[at].value is not None or not known:
            break
        at += 1
    return at, period


def _period_of_subject(tokens: Tokens, index: int) -> str:
    """ "The daily dose usually does not exceed 80 mg": what the dose that stands before the verb is per."""
    for at in range(index - 1, max(-1, index - _REACH), -1):
        if tokens[at].value is not None or tokens.text(at) in (",", ";", ".", "(", ")") or tokens.has(at, "contrast"):
            return ""
        if tokens.has(at, "dose"):
            return _period_word(tokens, at - 1) or ""
    return ""


def _past_people(tokens: Tokens, index: int) -> int:
    """Behind the age or weight of "the maximum dose for children under 12 years is"."""
    figure = read_figure(tokens, index) if tokens.has(index, "age") or tokens.has(index, "comparison") else None
    if figure is None or not any(tokens.has(index - 1, sense) for sense in ("people", "age", "comparison")):
        return index
    at = figure.last
    while tokens.has(at, "time") or tokens.has(at, "age") or tokens.text(at) in ("of", "old"):
        at += 1
    return at


def _named_period(tokens: Tokens, index: int) -> str:
    text = tokens.text(index)
    if text == "day" and tokens.has(index - 1, "per"):
        return "d"
    if tokens.has(index, "single") or (
        tokens.has(index - 1, "per") and (text == "dose" or tokens.has(index, "giving"))
    ):
        return "dose"
    return "lifetime" if tokens.has(index, "lifetime") else _period_word(tokens, index) or ""


def _period_word(tokens: Tokens, index: int) -> str | None:
    return next((code for sense, code in _PERIODS.items() if tokens.has(index, sense)), None)


def _opens_period(tokens: Tokens, index: int) -> bool:
    """ "per", "in", "within", "at" (a time)."""
    return tokens.has(index, "per") or tokens.has(index, "in-time") or tokens.text(index) in ("at", "in the")


def _bare(tokens: Tokens, index: int, period: str) -> Quantity | None:
    """ "max 8 in 24 hours": the unit is that of the dose."""
    numbers = read_range(tokens, index)
    if numbers is None or tokens.has(numbers.last, "times") or tokens.has(numbers.last, "time"):
        return None
    if not period and _period_behind(tokens, numbers.last)[0] == "":
        return None
    return Quantity(numbers.low, numbers.high, _UNSTATED, numbers.last)


def limit_of_quantity(tokens: Tokens, index: int, quantity: Quantity, period: str = "") -> Phrase:
    """The maximum that a quantity is, with the period that `period` or the words behind it name."""
    last = _past_side(tokens, quantity.last)
    behind, number, after = _period_behind(tokens, last)
    if not behind and last > quantity.last:
        return Phrase("maximum", index, last)
    if not behind and tokens.text(last) in ("(", ")"):
        behind, number, _ = _period_behind(tokens, _past_bracket(tokens, last))
        after = last
    if not behind and not period and tokens.has(last, "and"):
        behind, number, after = *_shared_period(tokens, last + 1), last
    if quantity.unit.period is not None:
        number, period = quantity.unit.period
    elif behind:
        period, last = behind, after
    if period == "lifetime" and _is_of_treatment(tokens, index):
        return Phrase("maximum", index, last)
    if quantity.unit.kind != "dose" and any(tokens.text(at) == "first" for at in range(quantity.last, last)):
        return Phrase("maximum", index, last)
    per = _PER.get(period, "period")
    if per == "dose" and (spell := _past_spell(tokens, last)) is not None:
        return Phrase("maximum", index, spell)
    if per == "dose" and quantity.unit.kind == "dose":
        return Phrase("timing", index, last, timing=Timing(count=1, count_max=int(quantity.high)))
    maximum = Maximum(quantity.high, quantity.unit.code, per, number, period if per == "period" else "d")
    of_all = not period and any(tokens.text(at) == _OF_ALL for at in range(index - 2, index + 2))
    return Phrase("maximum", index, last, (quantity.amount(),), name=_OF_ALL if of_all else period, maximum=maximum)


def _past_side(tokens: Tokens, index: int) -> int:
    """Behind the "per eye" of "3 drops per eye", which nobody limits to one giving, or `index`."""
    return index + 1 if tokens.has(index, "side") else index


_PER: Mapping[str, Literal["period", "dose", "lifetime"]] = {"": "dose", "dose": "dose", "lifetime": "lifetime"}


def _is_of_treatment(tokens: Tokens, index: int) -> bool:
    """ "until the pain is gone or a maximum cumulative dose of 3 mg is reached": of a treatment, so words only."""
    return any(tokens.text(at) == "until" for at in range(index))


def _past_spell(tokens: Tokens, index: int) -> int | None:
    """Behind "per attack", "during a single episode", "on day 1": what a maximum has no place for."""
    if tokens.has(index, "at-time") and tokens.has(index + 1, "numbered") and tokens[index + 2].value is not None:
        return index + 3
    if tokens.has(index, "at-time") and tokens.has(index + 1, "ordinal") and tokens.has(index + 2, "numbered"):
        return index + 3
    opening = index + tokens.has(index, "method")  # "5 mL injected at any one site"
    if not _opens_period(tokens, opening):
        return None
    at = opening + 1
    while tokens.has(at, "article") or tokens.has(at, "single") or tokens[at].value == 1:
        at += 1
    return at + 1 if tokens.has(at, "spell") else None


def _past_bracket(tokens: Tokens, index: int) -> int:
    """Behind the bracket that says a maximum again: "8 puffs (800 micrograms) in 24 hours"."""
    return next((at + 1 for at in range(index, index + _REACH) if tokens.text(at) == ")"), index)


def _shared_period(tokens: Tokens, index: int) -> tuple[str, Decimal]:
    """The period of "no more than 4 doses and 2 g in 24 hours" holds for both."""
    other = read_quantity(tokens, index)
    period, number, _ = _period_behind(tokens, other.last) if other is not None else ("", Decimal(1), 0)
    return period, number


def _period_behind(tokens: Tokens, index: int) -> tuple[str, Decimal, int]:
    """What "per day", "in 24 hours", "within any 24-hour period", "daily", "per dose", "at a time" name."""
    at = index
    if (named := _period_word(tokens, at)) is not None:
        return named, Decimal(1), at + 1
    at = tokens.skip(tokens.skip(at, "or-its-like"), "on-to-period")
    unstated = "", Decimal(1), index
    if not _opens_period(tokens, at):
        return unstated
    start, at = at, at + 1
    while tokens.has(at, "article") or tokens.has(at, "first") or tokens.text(at) == "single":
        at += 1
    if tokens.has(at, "dose") or tokens.has(at, "giving"):
        return "dose", Decimal(1), at + 1
    period = _period(tokens, at)
    if period is None or (tokens.has(start, "every") and period[:2] not in _DAYS):
        return unstated
    return period


def _period(tokens: Tokens, index: int) -> tuple[str, Decimal, int] | None:
    """ "day", "24 hours", "24-hour period": its unit, how many of them, the index behind it."""
    numbers = read_range(tokens, index)
    at = numbers.last if numbers else index
    at += tokens.text(at) in DASHES
    term = tokens[at].senses.get("time")
    if term is None or (term.key in ("s", "min") and (numbers is None or numbers.low < _FEWEST_MINUTES)):
        return None
    code, times = time_code(term)
    number = (numbers.low if numbers else Decimal(1)) * times
    return code, number, at + 1 + (tokens.text(at + 1) == "period")
