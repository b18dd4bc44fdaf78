"""The people whom one sentence names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from pipeline.extract.dosage.ailing import of_a_kind, with_illness
from pipeline.extract.dosage.implied import circumstance, with_organs
from pipeline.extract.dosage.labels import is_mere_function, organ_bands
from pipeline.extract.dosage.lexer import lexer_for
from pipeline.extract.dosage.reader import states_quantity
from pipeline.extract.dosage.spanning import JOINT, spanning
from pipeline.extract.populations import ORGANS, FoundPopulation, find_populations
from pipeline.model.document import squeeze
from pipeline.model.fact import Population, PopulationCode
from pipeline.rules import Rules

_NEXT = 5
_MERE_IMPAIRMENT = 2
_APPOSED = re.compile(r"\s*\((?:including )?", re.IGNORECASE)
_ADJECTIVE = re.compile(r"pa?ediatric", re.IGNORECASE)
_DENYING = frozenset({"established", "unused"})


@dataclass(frozen=True, slots=True)
class SentencePeople:
    """`people` are those whom a sentence is about, with those whom an "and" joins to them; () for all.

    `mentions` are all whom it names, `several` those of them that each have a dose of their own, `apart` tells that it
    names others than `people`, `denied` that it has no dose for them, `banded` that it sets a band of organ function.
    """

    people: tuple[Population, ...]
    mentions: tuple[FoundPopulation, ...] = ()
    several: tuple[FoundPopulation, ...] = ()
    apart: bool = False
    denied: bool = False
    banded: bool = False

    def beyond(self, told: set[PopulationCode]) -> SentencePeople:
        """Without those whom labels that set bounds for these codes have named already."""
        if self.banded or not self.people or not _is_told(self.people, told):
            return self
        return SentencePeople((), self.mentions)

    def are_within(self, before: Sequence[Population]) -> bool:
        """ "Pediatric doses are lower" behind "children over 4 years": of the same, less closely."""
        if len(self.people) != 1 or len(before) != 1 or self.people[0].code != "pediatric":
            return False
        coarse = _ADJECTIVE.fullmatch(self.people[0].text) is not None
        return coarse and before[0].code == "pediatric" and is_closer(before[0])


def people_of(text: str, start: int, end: int, organ: Population | None, rules: Rules) -> SentencePeople:
    """Whom `text[start:end]` is about; `organ` is the impairment that was spoken of before."""
    mentions = with_organs(text, (start, end), mentioned(text, start, end, rules), organ, rules)
    bands = _bands(text, start, end, rules)
    people = (*_joined_to(text, mentions, bands), *(band.population for band in bands[:1])) or _first(text, mentions)
    if not people:
        told_by = circumstance(text, start, end, rules)
        return SentencePeople((told_by.population,) if told_by is not None else (), mentions)
    of_bands = _differ(bands, 1)
    apart = of_bands or _differ(mentions, len(people))
    each = apart and (of_bands or people[0].code not in ORGANS or _are_degrees(mentions))
    denied = not bands and _denies(text, start, end, rules)
    return SentencePeople(
        people, mentions, (bands if of_bands else mentions) if each else (), apart, denied, bool(bands)
    )


def mentioned(text: str, start: int, end: int, rules: Rules) -> tuple[FoundPopulation, ...]:
    """The people that the words name, but for those who are named for comparison only."""
    found = tuple(item for item in find_populations(text, rules, start, end) if not is_mere_function(item.population))
    if not found:
        return ()
    hits = list(rules.lexicon["likenesses"].find(text, start, end))
    behind = [hit.end for hit in hits if hit.term.key == "likeness"]
    before = [hit.start for hit in hits if hit.term.key == "measure"]
    likened = (any(0 <= item.start - at <= _NEXT for at in behind) or item.end + 1 in before for item in found)
    kept = [item for item, is_likened in zip(found, likened, strict=True) if not is_likened]
    apart = [
        item for at, item in enumerate(kept) if not (at and _APPOSED.fullmatch(text, kept[at - 1].end, item.start))
    ]
    return of_a_kind(text, start, with_illness(text, spanning(text, apart)), rules)


def _joined_to(
    text: str, mentions: tuple[FoundPopulation, ...], bands: tuple[FoundPopulation, ...]
) -> tuple[Population, ...]:
    """Those with another organ impaired, whom an "or" joins to a band: "liver impairment or a CrCl below 30"."""
    if len(bands) != 1:
        return ()
    band = bands[0]
    others = (item for item in mentions if item.population.code in ORGANS - {band.population.code})
    return tuple(item.population for item in others if JOINT.fullmatch(text, item.end, band.start))


def _first(text: str, mentions: tuple[FoundPopulation, ...]) -> tuple[Population, ...]:
    """The first people named, with those whom an "and" joins to them."""
    joined = list(mentions[:1])
    for mention in mentions[1:]:
        if not JOINT.fullmatch(text, joined[-1].end, mention.start):
            break
        joined.append(mention)
    return tuple(mention.population for mention in joined)


def _bands(text: str, start: int, end: int, rules: Rules) -> tuple[FoundPopulation, ...]:
    """The bands of organ function; one that only joins another ("CrCl below 30, or dialysis") adds its words to it."""
    bands: list[FoundPopulation] = []
    for band in organ_bands(text, rules, start, end):
        if not bands or _is_said_between(text, bands[-1].end, band.start, rules):
            bands.append(band)
        elif _joins(text, bands[-1].end, band.start, rules):
            words = squeeze(text[bands[-1].end : band.end])
            both = replace(bands[-1].population, text=f"{bands[-1].population.text} {words}")
            bands[-1] = FoundPopulation(bands[-1].start, band.end, both)
    return tuple(bands)


def _joins(text: str, end: int, start: int, rules: Rules) -> bool:
    """Whether only "or those on" and the like stands between two bands."""
    hit = rules.lexicon["told-apart"].at(text, end, start) if start > end else None
    return hit is not None and hit.term.key == "joined" and hit.end == start


def _is_said_between(text: str, start: int, end: int, rules: Rules) -> bool:
    tokens = lexer_for(rules.lexicon).tokens(text, start, end)
    return any(token.value is not None or "denial" in token.senses for token in tokens)


def _is_told(people: tuple[Population, ...], told: set[PopulationCode]) -> bool:
    """Whether the labels have said so, or more: adults within a band of kidney function are still in the band."""
    if any(is_closer(person) for person in people):
        return False
    return {person.code for person in people} <= told


def is_closer(people: Population) -> bool:
    """Whether its words set bounds of their own, or the degree of an impairment."""
    degree = people.code in ORGANS and len(people.text.split()) > _MERE_IMPAIRMENT
    return people.has_age or people.has_weight or degree


def _denies(text: str, start: int, end: int, rules: Rules) -> bool:
    """Whether a sentence has no dose for those whom it names: "None is known in severe impairment. ..."."""
    hits = rules.lexicon["population-statement-cues"].find(text, start, end)
    denied = any(hit.term.key in _DENYING for hit in hits)
    return denied and not states_quantity(text[start:end], rules.lexicon)


def _are_degrees(mentions: Iterable[FoundPopulation]) -> bool:
    """Whether all are degrees of impairment, each with a dose of its own."""
    return all(mention.population.code in ORGANS and is_closer(mention.population) for mention in mentions)


def _differ(mentions: Iterable[FoundPopulation], number: int) -> bool:
    """Whether more people than so many are named, each by words of its own."""
    return len({mention.population.text.casefold() for mention in mentions}) > number
