"""A number or range with its unit: `5 mg`, `5-10 mg`, `600 mg to 1.2 g`."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from pipeline.extract.dosage.numerals import DASHES, Range, read_number, read_range
from pipeline.extract.dosage.tokens import Tokens
from pipeline.extract.dosage.units import Unit, convert, read_unit
from pipeline.model.dosage import Amount

Bound = Literal["", "up-to", "at-least"]
_CONSECUTIVE = Decimal(1)
_CELL_WORDS = 7
_TIES = DASHES | {"±"}  # what stands behind "16 ± 9" or a range that runs downwards is no figure of its own


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number or range with its unit; `last` is the index behind it."""

    low: Decimal
    high: Decimal
    unit: Unit
    last: int

    def amount(self, bound: Bound = "") -> Amount:
        low = None if bound == "up-to" else self.low
        high = None if bound == "at-least" else self.high
        return Amount(low, high, self.unit.code)


def read_quantity(tokens: Tokens, index: int) -> Quantity | None:
    """`5 mg`, `5-10 mg`, `5 mg to 10 mg`, `600 mg to 1.2 g`, `between 5 and 10 mg`."""
    if tokens.text(index - 1) in _TIES and tokens[index - 2].value is not None:
        return None
    between = tokens.has(index, "between")
    joins = ("to", "and") if between else ("to",)
    index += between
    index = tokens.skip(index, "about")
    numbers = read_range(tokens, index, joins)
    if numbers is None:
        return None
    if tokens.has(numbers.last, "or"):
        numbers = _pieces(tokens, index, numbers)
    at = numbers.last
    if tokens.text(at) in DASHES and tokens[at].glued and tokens.has(at + 1, "unit"):
        at += 1
    unit = read_unit(tokens, at) or _unit_of_cells(tokens, at)
    if unit is None:
        return None
    quantity = Quantity(numbers.low, numbers.high, unit, unit.last)
    return _extended(tokens, quantity, joins) if numbers.low == numbers.high else quantity


def _unit_of_cells(tokens: Tokens, index: int) -> Unit | None:
    """The "cells/kg" of "2 million viable CD3-positive T cells/kg", whose kind stands before them."""
    at = index
    while at < index + _CELL_WORDS and (
        (tokens[at].is_word and not tokens[at].senses)
        or (at > index and tokens[at].glued and not tokens.has(at, "unit"))
    ):
        at += 1
    unit = read_unit(tokens, at) if at > index else None
    return unit if unit is not None and unit.code.startswith("{cells}") else None


def _pieces(tokens: Tokens, index: int, numbers: Range) -> Range:
    """ "one or two drops" is a range; "250 or 500 mg" are two doses."""
    wider = read_range(tokens, index, ("or",))
    if wider is None or wider.high - wider.low > _CONSECUTIVE or wider.last == numbers.last:
        return numbers
    unit = tokens[wider.last].senses.get("unit")
    return wider if unit is not None and unit.data["kind"] in ("form", "dose") else numbers


def _extended(tokens: Tokens, first: Quantity, joins: tuple[str, ...]) -> Quantity:
    at = first.last
    to_maximum = "and" in joins and tokens.has(at, "maximum") and tokens.text(at).startswith("to ")
    if not (to_maximum or tokens.text(at) in DASHES or any(tokens.has(at, join) for join in joins)):
        return first
    number = read_number(tokens, tokens.skip(at + 1, "about"))
    unit = read_unit(tokens, number.last) if number else None
    if number is None or unit is None or unit.kind != first.unit.kind:
        return first
    low = convert(first.low, first.unit.code, unit.code)
    if low is None or low >= number.value or (first.unit.period and first.unit.period != unit.period):
        return first
    return Quantity(low, number.value, unit, unit.last)
