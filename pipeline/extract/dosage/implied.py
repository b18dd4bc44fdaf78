"""People whom a sentence names without a word for them: by what they take, or by an organ that was named before."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from pipeline.extract.populations import ORGANS, FoundPopulation, find_populations
from pipeline.model.document import squeeze
from pipeline.model.fact import Population, PopulationCode
from pipeline.rules import Rules

_FIGURE = re.compile(r"\d")
_BEHIND = "behind"
_BEFORE = 30  # characters in which "hepatic or" may stand before "severe renal impairment"
_LABEL = re.compile(r"^[^.,;:()\d]{1,40}:\s+")
_JOINED = re.compile(r"\b(?P<organ>\w+)(?:\s\(\w+\))?\s(?:and/or|or|and)\s$")


def circumstance(text: str, start: int, end: int, rules: Rules) -> FoundPopulation | None:
    """Those whom the opening of a sentence tells from others: "For patients on Otherol, 5 mg daily"."""
    sentence = _LABEL.sub("", text[start:end].lstrip())
    hits = rules.lexicon["dosage-circumstances"].find(sentence)
    hit = next((hit for hit in hits if hit.term.key != _BEHIND), None)
    if hit is None:
        return None
    words = next(group for group in hit.match.groups() if group)
    at = end - len(sentence) + sentence.index(words)
    return FoundPopulation(at, at + len(words), Population(squeeze(words)))


def circumstance_behind(text: str, start: int, end: int, rules: Rules) -> Population | None:
    """Those whom the words behind a dose tell from others: "5 mg daily for patients with fewer than 3 attacks"."""
    hits = rules.lexicon["dosage-circumstances"].find(text, start, end)
    hit = next((hit for hit in hits if hit.term.key == _BEHIND), None)
    if hit is None or _FIGURE.search(text, start, hit.start) is None:
        return None
    if any(True for _ in find_populations(text, rules, hit.start, hit.end)):
        return None
    return Population(squeeze(hit.match[1]))


def with_organs(
    text: str, span: tuple[int, int], found: Sequence[FoundPopulation], organ: Population | None, rules: Rules
) -> tuple[FoundPopulation, ...]:
    """With degrees that name no organ ("those with moderate impairment"), and both of "liver or kidney disease".

    `organ` is the impairment that the words before `span` have spoken of, if of one.
    """
    named = sorted([*found, *_joined_organs(text, found, rules)], key=lambda item: item.start)
    for hit in rules.lexicon["impairments"].find(text, *span):
        before = [item.population for item in named if item.start < hit.start and item.population.code in ORGANS]
        of = before[-1] if before else organ
        named_of = rules.lexicon["organs"].first(of.text) if of is not None else None
        if of and named_of and not any(item.start < hit.end and hit.start < item.end for item in named):
            words = f"{text[hit.start : hit.end]} ({named_of.match.group()})"
            named.append(FoundPopulation(hit.start, hit.end, Population(words, of.code)))
    return tuple(sorted(named, key=lambda item: item.start))


def organ_spoken_of(people: Iterable[Population], before: Population | None) -> Population | None:
    """The one impairment among the people of a sentence, or the one that was spoken of before it."""
    organs = {person.code: person for person in reversed(list(people)) if person.code in ORGANS}
    if len(organs) > 1:
        return None
    return next(iter(organs.values()), before)


def _joined_organs(text: str, found: Sequence[FoundPopulation], rules: Rules) -> Iterator[FoundPopulation]:
    """The first of "hepatic or severe renal impairment", which leaves its noun to the second."""
    for item in found:
        if item.population.code not in ORGANS:
            continue
        joined = _JOINED.search(text, max(0, item.start - _BEFORE), item.start)
        term = rules.lexicon["organs"].get(joined["organ"]) if joined else None
        if joined and term is not None and term.key != item.population.code:
            code: PopulationCode = "renal" if term.key == "renal" else "hepatic"
            words = f"{joined['organ']} {item.population.text.split()[-1]}"
            yield FoundPopulation(joined.start("organ"), joined.end("organ"), Population(words, code))
