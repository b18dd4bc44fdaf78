"""People with what ails them, who are one group: "children with decreased renal function"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.extract.populations import ORGANS, FoundPopulation, narrowed
from pipeline.model.document import squeeze
from pipeline.rules import Rules

_OPENING = 10  # characters in which "However, " may stand before the subject of a sentence
_AILING = re.compile(r"\s+(?:with|who have)\s+", re.IGNORECASE)


def of_a_kind(text: str, start: int, found: Sequence[FoundPopulation], rules: Rules) -> tuple[FoundPopulation, ...]:
    """The subject of a sentence with what tells it from others: "Children with an immature liver may require 5 mg".

    With those who are joined to it by no word for a group, too: "the elderly or those who are debilitated".
    """
    if not found or found[0].start > start + _OPENING or found[0].population.code in ORGANS:
        return tuple(found)
    told = rules.lexicon["told-apart"].at(text, found[0].end)
    if told is None or told.term.key != "ailing":
        return tuple(found)
    people = replace(found[0].population, text=f"{found[0].population.text} {squeeze(told.match.group())}")
    return (replace(found[0], end=told.end, population=people), *found[1:])


def with_further(text: str, found: Sequence[FoundPopulation], rules: Rules) -> tuple[FoundPopulation, ...]:
    """The last people of a label with those whom it joins to them: "Adults ≥75 years or with comorbidities"."""
    told = rules.lexicon["told-apart"].at(text, found[-1].end) if found else None
    if told is None or told.term.key != "further" or found[-1].population.code in ORGANS:
        return tuple(found)
    last = found[-1]
    people = replace(last.population, text=f"{last.population.text} {squeeze(told.match.group())}")
    return (*found[:-1], replace(last, end=told.end, population=people))


def with_illness(text: str, found: Sequence[FoundPopulation]) -> tuple[FoundPopulation, ...]:
    """Each group with the impairment that the words behind it give to it."""
    kept: list[FoundPopulation] = []
    for item in found:
        ill = item.population.code in ORGANS and kept and _AILING.fullmatch(text, kept[-1].end, item.start)
        if ill and kept[-1].population.code not in ORGANS:
            people = kept.pop()
            (both,) = narrowed((item.population,), (people.population,))
            both = replace(both, text=squeeze(text[people.start : item.end]))
            kept.append(FoundPopulation(people.start, item.end, both))
        else:
            kept.append(item)
    return tuple(kept)
