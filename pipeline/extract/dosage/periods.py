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
    """Also "30 minutes to 1 hour" where the first unit stands with the first number."""
    numbers = read_range(tokens, index)
    if numbers is None or numbers.low != numbers.high or not tokens.has(numbers.last, "time"):
        return numbers
    if not (tokens.has(numbers.last + 1, "to") or tokens.text(numbers.last + 1) in DASHES):
        return numbers
    second = read_number(tokens, numbers.last + 2)
    first_unit = tokens[numbers.last].senses["time"].key
    if second is None or second.value <= numbers.low or not tokens.has(second.last, "time"):
        return numbers
    same = tokens[second.last].senses["time"].key == first_unit
    return Range(numbers.low, second.value, second.last) if same else numbers


def quarter_hours(tokens: Tokens, index: int) -> Range | None:
    """ "every 1/2 hour": no fraction of a unit is kept where a smaller unit says it."""
    number: Number | None = read_number(tokens, index)
    if number is None or number.value >= 1 or not tokens.has(number.last, "time"):
        return None
    return Range(number.value, number.value, number.last)
