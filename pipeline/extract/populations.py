"""Finds whom a statement is about: "adults", "children under 12 years", "women of childbearing potential"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import get_args

from pipeline.extract.bands import Band, ages, weights
from pipeline.model.document import squeeze
from pipeline.model.fact import Population, PopulationCode
from pipeline.rules import Rules
from pipeline.rules.lexicon import Hit

_CODES: dict[str, PopulationCode] = {code: code for code in get_args(PopulationCode)}
_BESIDE = re.compile(r"[\s,(]*(?:who are |who |and |aged |ages |of )?[\s(]*", re.IGNORECASE)
_AILING = re.compile(r"\s+(?:with|who have|having)\s[^.;:,()\d]{3,60}", re.IGNORECASE)
_BRACKETED = re.compile(r"\s*\([^().\d]{3,60}(?:,\s*|\s[-–]\s)")
_MEASURED = re.compile(r"\s?(?:kg|lbs?|m²|m2|%|m?mol|mL|mg|mcg)\b", re.IGNORECASE)
_COUNTED = re.compile(r"[ -](([A-Za-z]+)[\w ]{0,20})")
_FIGURE = re.compile(r"\d")
_MEETS = re.compile(r"\s*(?:,|and|or|&)\s+(?:those )?", re.IGNORECASE)
_EITHER = re.compile(r",?\s+or\s+", re.IGNORECASE)
_ADULT = {"a": Decimal(18), "mo": Decimal(216)}
_OLD = Decimal(60)
ORGANS: frozenset[PopulationCode] = frozenset({"renal", "hepatic"})
_BY_AGE: frozenset[PopulationCode] = frozenset({"adult", "pediatric", "geriatric", "neonate"})
_BOUNDS = ("age_low", "age_high", "weight_low", "weight_high")


@dataclass(frozen=True, slots=True)
class FoundPopulation:
    """A population and the offsets of its words."""

    start: int
    end: int
    population: Population


def find_populations(text: str, rules: Rules, start: int = 0, end: int | None = None) -> Iterator[FoundPopulation]:
    """Every population in `text[start:end]`, left to right; an age or a weight joins the group of people beside it."""
    end = len(text) if end is None else end
    aged, weighed = _bands(text, rules, start, end)
    found = []
    for hit in rules.lexicon["populations"].find(text, start, end):
        group = _Group(hit, hit.start, hit.end).joined(text, aged).joined(text, weighed)
        if group.bands or not hit.term.data.get("generic"):
            found.append(_population(text, group))
    for age in aged:
        alone = _population(text, _Group(None, age.start, age.end, (age,)).joined(text, weighed))
        says = rules.lexicon["age-words"].first(text, age.start, age.end) is not None
        of = next((item for item in found if _is_of(text, alone, item, says)), None)
        if of is None and not says:
            continue
        found = [item for item in found if item is not of]
        found.append(alone if of is None else _aged(of, alone))
    found += [_population(text, _Group(None, weight.start, weight.end, (weight,))) for weight in weighed]
    return iter(sorted(found, key=lambda item: item.start))


def _is_of(text: str, alone: FoundPopulation, group: FoundPopulation, says_age: bool) -> bool:
    """ "Children with asthma aged 6 to 12 years", "Children (asthma, 6-12 years)": what ails them stands between."""
    if group.population.has_age or group.end >= alone.start:
        return False
    bracketed = _BRACKETED.fullmatch(text, group.end, alone.start) and text[alone.end : alone.end + 1] == ")"
    return bool(bracketed or (says_age and _AILING.fullmatch(text, group.end, alone.start)))


def _aged(group: FoundPopulation, alone: FoundPopulation) -> FoundPopulation:
    return FoundPopulation(group.start, group.end, _of(group.population, alone.population))


def narrowed(people: Sequence[Population], within: Sequence[Population]) -> tuple[Population, ...]:
    """ "Weight <18 kg" below "Children": a band that names nobody is one of the people around it, and the reverse."""
    if len(within) > 1 and len(people) == 1 and _is_circumstance(people[0]):
        return tuple(_joined(people[0], outer) for outer in within)
    if len(within) != 1:
        return tuple(people)
    return tuple(within[0] if _holds(person, within[0]) else _joined(person, within[0]) for person in people)


def _is_circumstance(person: Population) -> bool:
    """Whether its words tell some of any group from the others: "those at high risk"."""
    return person.code == "other" and not (person.has_age or person.has_weight)


def _joined(person: Population, within: Population) -> Population:
    if person.code in ORGANS or within.code in ORGANS:
        return _of_function(person, within)
    if _is_band_alone(person) and (within.code != "other" or not within.has_age):
        return _of(within, person)
    if person.has_weight and not person.has_age and within.has_age and person.code == within.code:
        return _of(within, person)
    if _is_circumstance(within) and person.code in _BY_AGE:
        told = within.text.casefold() in person.text.casefold()
        return person if told else replace(person, text=f"{within.text}, {person.text}")
    if _is_circumstance(person) and within.code in _BY_AGE:
        return replace(within, text=f"{within.text}, {person.text}")
    return _of(person, within) if within.has_weight and _is_band_alone(within) else person


def _holds(person: Population, within: Population) -> bool:
    """Children under 6 below a label "Children (1-5 years)": the label says it more closely."""
    if person.code != within.code or person.age_unit != within.age_unit or person.has_weight:
        return False
    if not person.has_age or within.age_low is None or within.age_high is None:
        return False
    low, high = person.age_low or Decimal(0), person.age_high or within.age_high
    return low <= within.age_low and high >= within.age_high


def _of_function(person: Population, within: Population) -> Population:
    """ "If on dialysis" below "CrCl < 15 mL/min": the figure of the label holds for them too."""
    if (person.code in ORGANS) != (within.code in ORGANS):
        return _in_band_of_function(person, within)
    if person.code == within.code and _FIGURE.search(within.text) and not _FIGURE.search(person.text):
        return replace(within, text=f"{within.text}, {person.text}")
    return person


def _in_band_of_function(person: Population, within: Population) -> Population:
    """Children within a band of kidney function are both: their dose is not that of other children."""
    band, people = (person, within) if person.code in ORGANS else (within, person)
    bounds = {name: getattr(people, name) for name in (*_BOUNDS, "age_unit")}
    told = within.text.casefold() in person.text.casefold()
    return replace(band, text=person.text if told else f"{within.text}, {person.text}", **bounds)


def _is_band_alone(people: Population) -> bool:
    return people.code == "other" and (people.has_age or people.has_weight)


def _of(people: Population, band: Population) -> Population:
    bounds = {name: value for name in _BOUNDS if (value := getattr(band, name)) is not None}
    unit = band.age_unit if band.has_age else people.age_unit
    told = band.text.casefold() in people.text.casefold()
    text = people.text if told else f"{people.text}, {band.text}"
    if band.has_age:
        people = replace(people, age_low=None, age_high=None)
    return replace(people, text=text, age_unit=unit, **bounds)


def age_band(text: str, rules: Rules) -> Population | None:
    """The people whom an age alone names, for words that stand for people anyway: the label "6-12 years"."""
    aged, weighed = _bands(text, rules, 0, len(text))
    if not aged:
        return None
    return _population(text, _Group(None, aged[0].start, aged[0].end, (aged[0],)).joined(text, weighed)).population


@dataclass(frozen=True, slots=True)
class _Group:
    """Words that name people, from `start` to `end`, and the bands of age and weight among them."""

    hit: Hit | None
    start: int
    end: int
    bands: tuple[Band, ...] = ()

    def joined(self, text: str, bands: list[Band]) -> _Group:
        """With the first of the bands that stands beside it, which is taken out of the list."""
        beside = next((band for band in bands if self._is_beside(text, band)), None)
        if beside is None:
            return self
        bands.remove(beside)
        return _Group(self.hit, min(self.start, beside.start), max(self.end, beside.end), (*self.bands, beside))

    def _is_beside(self, text: str, band: Band) -> bool:
        first, second = (self.end, band.start) if self.start <= band.start else (band.end, self.start)
        return first <= second and _BESIDE.fullmatch(text, first, second) is not None


def _bands(text: str, rules: Rules, start: int, end: int) -> tuple[list[Band], list[Band]]:
    """The ages and the weights; a figure in kilograms is no age."""
    if re.search(r"\d", text[start:end]) is None:
        return [], []
    weighed = list(weights(text, rules, start, end)) if "kg" in text[start:end].casefold() else []
    aged = (age for age in ages(text, rules, start, end) if not _is_measured(text, age, rules))
    apart = [
        age for age in _meeting(text, aged) if not any(age.start < by.end and by.start < age.end for by in weighed)
    ]
    if rules.lexicon["populations"].first(text, start, end) is None:
        apart, weighed = _without_either(text, apart, weighed)
    measure = maturity(text, rules, start, end) if apart else ""
    if measure:
        apart = [replace(age, low=None, high=None, measure=measure) for age in apart]
    return apart, weighed


def _meeting(text: str, aged: Iterable[Band]) -> Iterator[Band]:
    """Those up to an age and those above it ("≤64 years and >64 years") are of any age: one band in words only."""
    before: Band | None = None
    for age in aged:
        if before is not None and _is_up_to(before, age) and _MEETS.fullmatch(text, before.end, age.start):
            before = replace(before, end=age.end, high=None)
            continue
        if before is not None:
            yield before
        before = age
    if before is not None:
        yield before


def _is_up_to(young: Band, old: Band) -> bool:
    bounds = young.low is None and old.high is None and young.high is not None
    return bounds and (young.high, young.unit) == (old.low, old.unit)


def _without_either(text: str, aged: list[Band], weighed: list[Band]) -> tuple[list[Band], list[Band]]:
    """ "Under 3 months or under 4 kg": one band in words only, since bounds beside each other mean both."""
    for age, weight in [(age, weight) for age in aged for weight in weighed]:
        if _EITHER.fullmatch(text, age.end, weight.start):
            either = replace(weight, start=age.start, low=None, high=None)
            return [one for one in aged if one is not age], [either if one is weight else one for one in weighed]
    return aged, weighed


def _is_measured(text: str, age: Band, rules: Rules) -> bool:
    """Whether the figures are of something else: "in children, 3-4 drops"."""
    if _MEASURED.match(text, age.end):
        return True
    counted = _COUNTED.match(text, age.start + len(text[age.start : age.end].rstrip(" -")))
    if counted is None or not text[age.start : age.end].rstrip(" -")[-1:].isdigit():
        return False
    is_times = counted[2].casefold() in rules.lexicon["dosage-cues"].terms["times"].folded
    return is_times or rules.lexicon["units"].opening(counted[1]) is not None


def maturity(text: str, rules: Rules, start: int = 0, end: int | None = None) -> str:
    """The words that count ages from before birth ("postmenstrual age"), "" where there are none."""
    hit = rules.lexicon["maturity"].first(text, start, end)
    return text[hit.start : hit.end] if hit else ""


def matured(people: Sequence[Population], within: Sequence[Population], measure: str) -> tuple[Population, ...]:
    """People below a label that counts their ages as `measure` says: the bounds are no ages; "" changes nothing.

    They are a part of the one group that the label names, if it names one: of "Newborns, by postmenstrual age".
    """
    if not measure:
        return tuple(people)
    named = within[0] if len(within) == 1 else None
    return tuple(_matured(person, named, measure) if person.has_age else person for person in people)


def _matured(person: Population, named: Population | None, measure: str) -> Population:
    text = f"{person.text} ({measure})"
    if named is None:
        return replace(person, text=text, age_low=None, age_high=None)
    return replace(named, text=f"{named.text}, {text}")


def _population(text: str, group: _Group) -> FoundPopulation:
    start, end = group.start, group.end
    end += "(" in text[start:end] and ")" not in text[start:end] and text[end : end + 1] == ")"
    age = next((band for band in group.bands if band.unit != "kg"), None)
    weight = next((band for band in group.bands if band.unit == "kg"), None)
    code: PopulationCode = _CODES[group.hit.term.data["code"]] if group.hit is not None else "other"
    if age is not None and (group.hit is None or group.hit.term.data.get("generic")):
        code = _code_of(age)
    words = squeeze(text[start:end])
    if age is not None and age.measure:
        words += f" ({age.measure})"
    found = Population(words if words.count("(") == words.count(")") else words.replace("(", ""), code)
    if age is not None:
        found = replace(found, age_low=age.low, age_high=age.high, age_unit=age.unit)
    if weight is not None:
        found = replace(found, weight_low=weight.low, weight_high=weight.high)
    return FoundPopulation(start, end, found)


def _code_of(age: Band) -> PopulationCode:
    """The group that an age alone names; "other" for a band that runs across the groups."""
    if age.high is not None and age.high <= _ADULT.get(age.unit, age.high):
        return "pediatric"
    if age.low is not None and age.unit == "a" and age.low >= _ADULT["a"]:
        return "geriatric" if age.low >= _OLD else "adult"
    return "other"
