"""Prescription shorthand: `1x3` (one, three times a day) and `1-0-1` (one in the morning and one in the evening)."""

from __future__ import annotations

from decimal import Decimal

from pipeline.extract.dosage.numerals import DASHES, Number, read_number
from pipeline.extract.dosage.timing import read_timing
from pipeline.extract.dosage.tokens import Phrase, Tokens
from pipeline.extract.dosage.units import unit_code
from pipeline.model.dosage import Amount, Timing

_TIMES = frozenset({"x", "×", "*"})
_MOST_TIMES = 8
_MOST_AT_ONCE = 300
_PLACES = ("MORN", "NOON", "EVE", "HS")
_MEALS = {
    "C": ("CM", "CD", "CV", "HS"),
    "AC": ("ACM", "ACD", "ACV", "HS"),
    "PC": ("PCM", "PCD", "PCV", "HS"),
}
_NO_COUNT = frozenset({"unit", "time", "doses", "times", "number"})
_NEAR = 3


def read_shorthand(tokens: Tokens, index: int) -> Phrase | None:
    first = read_number(tokens, index)
    if first is None:
        return None
    if tokens.text(first.last) in _TIMES:
        return _multiplied(tokens, index, first)
    return _scheme(tokens, index, first) if tokens.text(first.last) in DASHES else None


def _multiplied(tokens: Tokens, index: int, dose: Number) -> Phrase | None:
    """ "1x3"; what could as well be "3 times 1" is said to be unclear."""
    times = read_number(tokens, dose.last + 1)
    if times is None or times.value != times.value.to_integral_value() or not 1 <= times.value <= _MOST_TIMES:
        return None
    behind = tokens[times.last]
    if not _NO_COUNT.isdisjoint(behind.senses) or behind.text in ("/", "^", *DASHES):
        return None
    if times.value < dose.value:
        return Phrase("unclear", index, times.last)
    timing = Timing(frequency=int(times.value), period=Decimal(1), period_unit="d")
    period = read_timing(tokens, times.last)
    daily = period is not None and period.timing.period == 1 and period.timing.period_unit == "d"
    last = period.last if period is not None and daily else times.last
    return Phrase("dose", index, last, (Amount(dose.value, dose.value, ""),), timing=timing)


def _scheme(tokens: Tokens, index: int, first: Number) -> Phrase | None:
    """The counts for morning, noon, evening and, where there are four, bedtime; unlike ones keep their words only."""
    counts, last = [first.value], first.last
    while tokens.text(last) in DASHES and tokens[last].glued and tokens[last + 1].glued:
        number = read_number(tokens, last + 1)
        if number is None:
            return None
        counts.append(number.value)
        last = number.last
    given = sorted({count for count in counts if count})
    if not 3 <= len(counts) <= len(_PLACES) or not given or given[-1] > _MOST_AT_ONCE:
        return None
    if len(given) > 1 and all(counts):
        return None
    term = tokens[last].senses.get("unit")
    last += term is not None
    if len(given) > 1:
        return Phrase("unclear", index, last)
    places = _MEALS.get(_meal(tokens, last), _PLACES)
    when = tuple(place for place, count in zip(places, counts, strict=False) if count)
    amount = Amount(given[0], given[0], unit_code(term) if term is not None else "")
    return Phrase("dose", index, last, (amount,), timing=Timing(when=when))


def _meal(tokens: Tokens, index: int) -> str:
    """The code of the meal word that stands with the scheme ("1-0-1 before meals"), or ""."""
    for at in range(index, index + _NEAR):
        phrase = read_timing(tokens, at)
        if phrase is not None and len(phrase.timing.when) == 1:
            return phrase.timing.when[0]
    return ""
