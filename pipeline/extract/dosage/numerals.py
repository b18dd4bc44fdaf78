"""Numbers and ranges: `2`, `1,500`, `one and a half`, `1/2`, `2.4 million`; `5-10`, `5 to 10`, `one or two`."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from pipeline.extract.dosage.tokens import Tokens

_FRACTIONS = {"½": Decimal("0.5"), "¼": Decimal("0.25"), "¾": Decimal("0.75"), "⅓": Decimal("0.33")}
_DENOMINATORS = {Decimal(2), Decimal(3), Decimal(4), Decimal(8)}
DASHES = frozenset("-–—−‑‐")
_CROSSES = frozenset({"x", "×", "*"})
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_MOST_ZEROS = 15
_GLUES = frozenset({"q", "q .", "x", "×", "m", "d", "/", "k"})


class Number(NamedTuple):
    value: Decimal
    last: int


class Range(NamedTuple):
    """`low == high` for a single number; `last` is the index behind it."""

    low: Decimal
    high: Decimal
    last: int


def read_number(tokens: Tokens, index: int) -> Number | None:
    token = tokens[index]
    if token.value is None:
        return None
    before = tokens[index - 1]
    if token.glued and before.is_word and before.text not in _GLUES and token.text[0].isdigit():
        return None
    value, last = token.value, index + 1
    fraction = _fraction(tokens, index)
    if fraction is not None:
        return fraction
    mixed = _FRACTIONS.get(tokens.text(last)) or _written_half(tokens, last)
    if mixed is not None and value == value.to_integral_value():
        value, last = value + mixed, last + (1 if tokens.text(last) in _FRACTIONS else 2)
    else:
        part = _fraction(tokens, last)
        if part is not None and not tokens[last].glued and value == value.to_integral_value():
            value, last = value + part.value, part.last
    return _scaled(tokens, value, last)


def _fraction(tokens: Tokens, index: int) -> Number | None:
    """`1/2`, `3/4`, `1/3`: a proper fraction of small numbers, written without blanks."""
    if tokens.text(index + 1) not in ("/", "⁄"):
        return None
    top, bottom = tokens[index], tokens[index + 2]
    if top.value is None or bottom.value is None:
        return None
    if top.text == "1" and bottom.glued and bottom.value in _DENOMINATORS:
        return Number((top.value / bottom.value).quantize(Decimal("0.01")).normalize(), index + 3)
    if top.text == "3" and bottom.text == "4":
        return Number(Decimal("0.75"), index + 3)
    return None


def _written_half(tokens: Tokens, index: int) -> Decimal | None:
    """The "and a half" of "2 and a half"."""
    return tokens[index + 1].value if tokens.has(index, "and") and tokens[index + 1].value == Decimal("0.5") else None


def _scaled(tokens: Tokens, value: Decimal, last: int) -> Number:
    factor = _factor(tokens, last)
    if factor != 1:
        return Number(_plain(value * factor), last + 1)
    power = _power_of_ten(tokens, last)
    if power is not None:
        return Number(_plain(value * power.value), power.last)
    if tokens.text(last) == "m" and tokens[last].glued and tokens.has(last + 1, "unit"):
        return Number(_plain(value * 1_000_000), last + 1)
    return Number(value, last)


def _plain(value: Decimal) -> Decimal:
    """1200000 rather than 1200000.0, which would say that the tenth is known."""
    return Decimal(int(value)) if value == int(value) else value


def _power_of_ten(tokens: Tokens, index: int) -> Number | None:
    """What "× 10^8" and "x 10⁸" multiply by."""
    if tokens.text(index) not in _CROSSES or tokens.text(index + 1) != "10":
        return None
    at = index + 2
    raised = tokens.text(at).translate(_SUPERSCRIPTS)
    if raised.isdecimal() and raised != tokens.text(at):
        return Number(Decimal(10 ** int(raised)), at + 1)
    exponent = tokens.text(at + 1)
    if tokens.text(at) != "^" or not exponent.isdecimal() or int(exponent) > _MOST_ZEROS:
        return None
    return Number(Decimal(10 ** int(exponent)), at + 2)


def _factor(tokens: Tokens, index: int) -> Decimal:
    """What "million" multiplies by; of "2-3 million" it holds for both."""
    term = tokens[index].senses.get("number")
    return Decimal(term.data["value"]) if term is not None and term.data.get("multiplies") else Decimal(1)


def read_range(tokens: Tokens, index: int, joins: tuple[str, ...] = ("to", "or")) -> Range | None:
    """A number, or two that a dash or one of the `joins` makes a range; the lower one first.

    A pair that runs downwards ("10-5") is no range: only its first number is read.
    """
    if tokens[index].value is None:
        return None
    key = (index, joins)
    if key not in tokens.ranges:
        tokens.ranges[key] = _range(tokens, index, joins)
    known: Range | None = tokens.ranges[key]
    return known


def _range(tokens: Tokens, index: int, joins: tuple[str, ...]) -> Range | None:
    first = read_number(tokens, index)
    if first is None:
        return None
    joined = _joins(tokens, first.last, joins) or _slashed_words(tokens, index)
    second = read_number(tokens, first.last + 1) if joined else None
    if second is None or second.value <= first.value:
        return Range(first.value, first.value, first.last)
    scaled = _plain(first.value * _shared_factor(tokens, first.last + 1, second))
    return Range(scaled if scaled < second.value else first.value, second.value, second.last)


def _shared_factor(tokens: Tokens, index: int, number: Number) -> Decimal:
    """What the second number of a range is multiplied by, which holds for the first ("2-3 million")."""
    plain = tokens[index].value
    several = plain and number.last > index + 1 and number.value >= plain * 10
    return number.value / plain if plain and several else Decimal(1)


def _slashed_words(tokens: Tokens, index: int) -> bool:
    """ "one/two tablets": figures with a slash would be a fraction or two strengths."""
    return tokens[index].is_word and tokens.text(index + 1) == "/" and tokens[index + 2].is_word


def _joins(tokens: Tokens, index: int, joins: tuple[str, ...]) -> bool:
    token = tokens[index]
    return token.text in DASHES or any(join in token.senses for join in joins)
