"""Finds whom a statement is about: "adults", "children under 12 years", "women of childbearing potential"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import get_args

from pipeline.model.document import squeeze
from pipeline.model.fact import Population, PopulationCode
from pipeline.rules import Rules
from pipeline.rules.lexicon import Hit

_CODES: dict[str, PopulationCode] = {code: code for code in get_args(PopulationCode)}
_BESIDE = re.compile(r"[\s,(]*(?:who are |aged |ages |of )?[\s(]*", re.IGNORECASE)
_SAYS_AGE = re.compile(r"\b(?:age[ds]?|old|of age)\b", re.IGNORECASE)
_ADULT, _OLD = Decimal(18), Decimal(60)


@dataclass(frozen=True, slots=True)
class FoundPopulation:
    """A population and the offsets of its words."""

    start: int
    end: int
    population: Population


@dataclass(frozen=True, slots=True)
class Age:
    """An age band in words; bounds as stated ("under 12 years" is at most 12), the unit in UCUM."""

    start: int
    end: int
    low: Decimal | None
    high: Decimal | None
    unit: str


def find_populations(text: str, rules: Rules, start: int = 0, end: int | None = None) -> Iterator[FoundPopulation]:
    """Every population in `text[start:end]`, left to right; an age joins the group of people beside it."""
    end = len(text) if end is None else end
    ages = list(_ages(text, rules, start, end)) if re.search(r"\d", text[start:end]) else []
    found = []
    for hit in rules.lexicon["populations"].find(text, start, end):
        age = next((age for age in ages if _beside(text, hit, age)), None)
        if age is not None:
            ages.remove(age)
        if age is not None or not hit.term.data.get("generic"):
            found.append(_population(text, hit, age))
    found += [_population(text, None, age) for age in ages if _SAYS_AGE.search(text, age.start, age.end)]
    return iter(sorted(found, key=lambda item: item.start))


def age_band(text: str, rules: Rules) -> Population | None:
    """The people whom an age alone names, for words that stand for people anyway: the label "6-12 years"."""
    age = next(_ages(text, rules, 0, len(text)), None)
    return _population(text, None, age).population if age is not None else None


def _ages(text: str, rules: Rules, start: int, end: int) -> Iterator[Age]:
    for hit in rules.lexicon["ages"].find(text, start, end):
        groups = [group for group in hit.match.groups() if group]
        numbers = [Decimal(group) for group in groups if group[0].isdigit()]
        units = {_unit(group, rules) for group in groups if not group[0].isdigit()} or {"a"}
        if len(units) == 1:
            low = None if hit.term.key == "below" else numbers[0]
            high = None if hit.term.key == "from" else numbers[-1]
            yield Age(hit.start, hit.end, low, high, units.pop())


def _unit(words: str, rules: Rules) -> str:
    term = rules.lexicon["time-units"].get(words)
    return term.key if term else words


def _beside(text: str, hit: Hit, age: Age) -> bool:
    first, second = (hit.end, age.start) if hit.start <= age.start else (age.end, hit.start)
    return first <= second and _BESIDE.fullmatch(text, first, second) is not None


def _population(text: str, hit: Hit | None, age: Age | None) -> FoundPopulation:
    spans = [(item.start, item.end) for item in (hit, age) if item is not None]
    start, end = min(span[0] for span in spans), max(span[1] for span in spans)
    end += "(" in text[start:end] and text[end : end + 1] == ")"
    code = _CODES[hit.term.data["code"]] if hit is not None else "other"
    if age is not None and (hit is None or hit.term.data.get("generic")):
        code = _code_of(age)
    words = squeeze(text[start:end])
    if age is None:
        return FoundPopulation(start, end, Population(words, code))
    return FoundPopulation(start, end, Population(words, code, age.low, age.high, age.unit))


def _code_of(age: Age) -> PopulationCode:
    """The group that an age alone names; "other" for a band that runs across the groups."""
    if age.high is not None and (age.unit != "a" or age.high <= _ADULT):
        return "pediatric"
    if age.low is not None and age.unit == "a" and age.low >= _ADULT:
        return "geriatric" if age.low >= _OLD else "adult"
    return "other"
