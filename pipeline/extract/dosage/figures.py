"""Figures that are no dose: ages, weights, laboratory levels, strengths, steps of a titration, diluents."""

from __future__ import annotations

import re

from pipeline.extract.dosage.amounts import read_amount
from pipeline.extract.dosage.course import read_course
from pipeline.extract.dosage.numerals import DASHES, read_range
from pipeline.extract.dosage.quantities import Quantity, read_quantity
from pipeline.extract.dosage.timing import read_timing
from pipeline.extract.dosage.tokens import Phrase, Tokens
from pipeline.extract.dosage.units import DRUG_KINDS

_STEP_REACH = 8
_DATE = re.compile(r"\d{1,2}([./-])\d{1,2}\1(?:19|20)\d\d")
_TARGETS = frozenset({"maximum", "up-to", "to"})


def read_figure(tokens: Tokens, index: int) -> Phrase | None:
    for reader in _FIGURES:
        phrase = reader(tokens, index)
        if phrase is not None:
            return phrase
    return None


def _per_amount(tokens: Tokens, index: int) -> Phrase | None:
    """ "for every 100 mg of it", "for each 5 mL spilt", "2-3 soft stools daily": what a dose goes by."""
    if tokens.has(index, "every") and (quantity := read_quantity(tokens, index + 1)) is not None:
        return Phrase("other", index, quantity.last) if quantity.unit.kind in DRUG_KINDS else None
    numbers = read_range(tokens, index) if "outcome" in tokens.senses else None
    if numbers is None:
        return None
    at = numbers.last + (tokens[numbers.last].is_word and not tokens[numbers.last].senses)
    return Phrase("other", index, _interval_behind(tokens, at + 1)) if tokens.has(at, "outcome") else None


def _age_or_span(tokens: Tokens, index: int) -> Phrase | None:
    """ "6 to 12 years", "24 hours before", "3-month-old": a time that no cue makes a course or an interval."""
    numbers = read_range(tokens, index, ("to", "or", "and"))
    if numbers is None:
        return None
    at = numbers.last + (tokens.text(numbers.last) in DASHES)
    if not tokens.has(at, "time") or (tokens.text(at) in ("m", "d", "s", "w", "a") and not tokens[at].glued):
        return None
    return Phrase("other", index, at + 1)


def _bare_age(tokens: Tokens, index: int) -> Phrase | None:
    """ "aged 6-12", "ages 2 to <6", "under 16": years that go without saying; "≥ 25 to <60 mL/min": a band."""
    if not (tokens.has(index, "age") or tokens.has(index, "comparison") or _opens_band(tokens, index)):
        return None
    numbers = read_range(tokens, tokens.skip(index + 1, "comparison"), ("to", "or", "and"))
    if numbers is None or tokens.has(numbers.last, "unit") or tokens.has(numbers.last, "times"):
        return None
    last = numbers.last
    if tokens.has(last, "to") and tokens.has(last + 1, "comparison") and tokens[last + 2].value is not None:
        upper = _compared(tokens, last + 1)
        last = upper.last if upper is not None else last + 3
    return Phrase("other", index, last)


def _opens_band(tokens: Tokens, index: int) -> bool:
    """ "weighing 20 to less than 35 kg"."""
    at = index + 2
    return tokens.has(index, "level") and tokens.has(at, "to") and tokens.has(at + 1, "comparison")


def _level(tokens: Tokens, index: int) -> Phrase | None:
    """ "1.5 to 3 times the upper limit of normal"."""
    numbers = read_range(tokens, tokens.skip(index, "comparison")) if "upper-limit" in tokens.senses else None
    if numbers is None or not tokens.has(numbers.last, "times"):
        return None
    at = tokens.skip(numbers.last + 1, "article")
    return Phrase("other", index, at + 1) if tokens.has(at, "upper-limit") else None


def _cell_count(tokens: Tokens, index: int) -> Phrase | None:
    """ "50,000/mm³": so many cells in the blood."""
    numbers = read_range(tokens, index)
    if numbers is None or not (tokens.has(numbers.last, "slash") and tokens.has(numbers.last + 1, "blood-volume")):
        return None
    return Phrase("other", index, numbers.last + 2)


def _ratio(tokens: Tokens, index: int) -> Phrase | None:
    """ "1:10", "1:1,000": a dilution."""
    if tokens.text(index + 1) != ":" or not tokens[index + 1].glued or not tokens[index + 2].glued:
        return None
    return Phrase("other", index, index + 3) if tokens[index + 2].value is not None else None


def _date(tokens: Tokens, index: int) -> Phrase | None:
    """ "2.12.2024", "01/11/2018"."""
    if not tokens[index + 1].glued:
        return None
    digits = _DATE.match("".join(token.text for token in (tokens[at] for at in range(index, index + 5))))
    if digits is None:
        return None
    last, length = index, 0
    while length < digits.end():
        length += len(tokens.text(last))
        last += 1
    return Phrase("other", index, last)


def read_diluent(tokens: Tokens, index: int) -> Phrase | None:
    """ "with 240 mL of water", "in 100 mL of normal saline"."""
    quantity = read_quantity(tokens, index) if "diluent" in tokens.senses else None
    if quantity is None or quantity.unit.kind != "volume" or _is_infused(tokens, quantity):
        return None
    at = quantity.last
    own = not any(tokens.text(behind) == "diluent" for behind in range(at, at + 4))
    if tokens.text(at) == "of" and tokens.text(at + 1) == "the" and own:
        return None  # "50 mL of the solution" is of the drug's own
    for behind in range(at, at + 4):
        if tokens.has(behind, "diluent"):
            return Phrase("other", index, behind + 1)
    return None


def _is_infused(tokens: Tokens, quantity: Quantity) -> bool:
    """ "30 mL/kg of normal saline": for each kilogram nothing is dissolved; so much water may be drunk."""
    drunk = any(tokens.has(at, "drink") for at in range(quantity.last, quantity.last + 3))
    return "/" in quantity.unit.code and not drunk


def _molar(tokens: Tokens, index: int) -> Phrase | None:
    """ "0.3 M solution": a strength."""
    known = tokens[index].value is not None and tokens.has(index + 1, "molar") and tokens.has(index + 2, "diluent")
    return Phrase("other", index, index + 3) if known else None


def _weighed(tokens: Tokens, index: int) -> Phrase | None:
    """ "weighs about 0.5 g", "levels of 10 mg", "is equivalent to 40 mg", "rounded to 250 mg": what is measured."""
    at = index + 1 + (tokens.text(index + 1) in ("of", "at"))
    amount = (
        read_amount(tokens, tokens.skip(at, "about"))
        if tokens.has(index, "level") or tokens.has(index, "definition") or tokens.has(index, "rounding")
        else None
    )
    return Phrase("other", index, _past_further(tokens, amount.last)) if amount is not None else None


def _past_further(tokens: Tokens, last: int) -> int:
    """Behind "3 mmol of the one, 4 mmol of the other and 5 mmol of the third", as far as its last figure."""
    at = last
    while tokens.text(at) == "of" or (tokens[at].is_word and not tokens[at].senses):
        at += 1
    joined = tokens.has(at, "and") or tokens.text(at) == ","
    amount = read_amount(tokens, at + 1) if at > last and joined else None
    if amount is None or read_timing(tokens, amount.last) is not None:
        return last
    return _past_further(tokens, amount.last)


def _compared(tokens: Tokens, index: int) -> Phrase | None:
    """ "doses above 40 mg daily", "> 50 kg", "more than 10 mg": a threshold."""
    if not tokens.has(index, "comparison") or _is_at_most(tokens, index):
        return None
    amount = read_amount(tokens, tokens.skip(tokens.skip(index + 1, "comparison"), "first"))
    if amount is None:
        return None
    last = amount.last + 2 * (tokens.text(amount.last) == "of" and tokens[amount.last + 1].is_word)
    period = read_timing(tokens, last)
    said = period is not None and (period.kind == "per-period" or (amount.kind == "other" and last > amount.last))
    return Phrase("other", index, period.last if said and period else amount.last)


def _is_at_most(tokens: Tokens, index: int) -> bool:
    """ "The usual dose is ≤ 10 mg daily", unlike "at doses ≤ 10 mg daily"."""
    told = tokens.has(index - 1, "about") or tokens.has(index - 1, "telling")
    return told and tokens.has(index, "up-to") and "level" not in tokens.senses


def _step(tokens: Tokens, index: int) -> Phrase | None:
    """ "by 5 mg every week", "in increments of 25 mg", "in 5 mg increments every 1-2 weeks", "in 5 mg weekly steps"."""
    if tokens.has(index, "step"):
        start = index + 1
        start = tokens.skip(start, "about")
        start = tokens.skip(start, "up-to")
        amount = read_amount(tokens, start)
        if amount is None:
            return None
        last = _past_bracket(tokens, amount.last)
    else:
        amount = read_amount(tokens, index) if "increment" in tokens.senses else None
        last = _interval_behind(tokens, amount.last) if amount is not None else index
        if amount is None or not tokens.has(last, "increment"):
            return None
        last += 1
    return Phrase("step", index, _interval_behind(tokens, last))


def _past_bracket(tokens: Tokens, index: int) -> int:
    """Behind a bracket that says the size of a step again, or `index`."""
    if tokens.text(index) != "(":
        return index
    return next((at + 1 for at in range(index, tokens.size) if tokens.text(at) == ")"), index)


def _interval_behind(tokens: Tokens, last: int) -> int:
    """The interval of the step may follow it at once ("every week", "per day", "at weekly intervals")."""
    timing = read_timing(tokens, tokens.skip(last, "at-time"))
    return timing.last if timing is not None else last


def read_titration(tokens: Tokens, index: int) -> Phrase | None:
    """A verb of titration with the interval of its steps ("increased every 3 days by 5 mg"), if one follows at once."""
    if not tokens.has(index, "titration"):
        return None
    last = index + 1
    for at in range(index + 1, index + _STEP_REACH):
        step = _step(tokens, at)
        if step is not None:
            return Phrase("titration", index, step.last)
        length = read_course(tokens, at) if tokens.has(at, "over") else read_timing(tokens, at)
        if length is not None and not length.timing.when:
            last = length.last
            continue
        if at < last:
            continue
        if tokens[at].value is not None or not tokens[at].is_word or not _TARGETS.isdisjoint(tokens[at].senses):
            break
    return Phrase("titration", index, last)


_FIGURES = (
    _per_amount,
    _age_or_span,
    _bare_age,
    _level,
    _cell_count,
    _ratio,
    _date,
    _molar,
    read_diluent,
    _weighed,
    _compared,
    _step,
)
