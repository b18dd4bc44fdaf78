"""Periods of time: "8 hours", "4-6 hours", "30 minutes to 1 hour", "1/2 hour"."""

from __future__ import annotations

from decimal import Decimal

from pipeline.extract.dosage.numerals import DASHES, Number, Range, read_number, read_range
from pipeline.extract.dosage.tokens import Tokens
from pipeline.extract.dosage.units import time_code
from pipeline.model.dosage import Timing
from pipeline.rules.lexicon import Term


def period(numbers: Range | None, term: Term) -> Timing:
    code, times = time_code(term)
    low, high = (numbers.low, numbers.high) if numbers else (Decimal(1), Decimal(1))
    if low == 24 and code == "h":
        low, high, code = Decimal(1), Decimal(1), "d"
    if low < 1 and code == "h":
        low, high, code = low * 60, high * 60, "min"
    return Timing(frequency=1, period=low * times, period_max=high * times if high > low else None, period_unit=code)


def spelt_range(tokens: Tokens, index: int) -> Range | None:
    """Also "4 hours to 6 hours" and, behind an "every", "4 to every 6 hours"."""
    numbers = read_range(tokens, index)
    if numbers is None or numbers.low != numbers.high:
        return numbers
    unit = tokens[numbers.last].senses.get("time")
    joint = numbers.last + (unit is not None)
    again = tokens.has(joint + 1, "every")
    if not (unit or again) or not (tokens.has(joint, "to") or tokens.text(joint) in DASHES):
        return numbers
    second = read_number(tokens, joint + 1 + again)
    if second is None or second.value <= numbers.low or not tokens.has(second.last, "time"):
        return numbers
    same = unit is None or tokens[second.last].senses["time"].key == unit.key
    return Range(numbers.low, second.value, second.last) if same else numbers


def quarter_hours(tokens: Tokens, index: int) -> Range | None:
    """ "every 1/2 hour": no fraction of a unit is kept where a smaller unit says it."""
    number: Number | None = read_number(tokens, index)
    if number is None or number.value >= 1 or not tokens.has(number.last, "time"):
        return None
    return Range(number.value, number.value, number.last)
