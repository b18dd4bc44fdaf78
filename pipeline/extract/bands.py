"""Bands of age and of body weight in words: "6-11 years", "weighing 40 kg or more"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from pipeline.rules import Rules
from pipeline.rules.lexicon import Hit

_MONTHS = {"a": 12, "mo": 1}
_DAYS = {"wk": 7, "d": 1}


@dataclass(frozen=True, slots=True)
class Band:
    """A band and the offsets of its words; bounds as stated ("under 12 years" is at most 12), the unit in UCUM.

    Neither bound is known where its two units are no multiples of one another ("6 weeks to 12 months"), or where the
    age does not count from birth but as `measure` says ("postmenstrual age").
    """

    start: int
    end: int
    low: Decimal | None
    high: Decimal | None
    unit: str
    measure: str = ""


def ages(text: str, rules: Rules, start: int, end: int) -> Iterator[Band]:
    """The ages in `text[start:end]` as the lexicon `ages` knows them, in UCUM units; years where no unit is stated."""
    for hit in rules.lexicon["ages"].find(text, start, end):
        groups = [group for group in hit.match.groups() if group]
        numbers = [Decimal(group) for group in groups if group[0].isdigit()]
        units = [_unit(group, rules) for group in groups if not group[0].isdigit()] or ["a"]
        if len(set(units)) == 1:
            yield Band(hit.start, hit.end, *_bounds(hit, numbers), units[0])
        else:
            yield _across_units(hit, numbers, units)


def weights(text: str, rules: Rules, start: int, end: int) -> Iterator[Band]:
    for hit in rules.lexicon["weights"].find(text, start, end):
        numbers = [Decimal(group) for group in hit.match.groups() if group]
        yield Band(hit.start, hit.end, *_bounds(hit, numbers), "kg")


def _bounds(hit: Hit, numbers: list[Decimal]) -> tuple[Decimal | None, Decimal | None]:
    low = None if hit.term.key == "below" else numbers[0]
    high = None if hit.term.key == "from" else numbers[-1]
    return low, high


def _unit(words: str, rules: Rules) -> str:
    term = rules.lexicon["time-units"].get(words)
    return term.key if term else words


def _across_units(hit: Hit, numbers: list[Decimal], units: list[str]) -> Band:
    """ "2 months to 10 years" in months."""
    for smaller, sizes in (("mo", _MONTHS), ("d", _DAYS)):
        if sizes.keys() >= set(units):
            low, high = (number * sizes[unit] for number, unit in zip(numbers, units, strict=True))
            return Band(hit.start, hit.end, low, high, smaller)
    return Band(hit.start, hit.end, None, None, units[-1])
