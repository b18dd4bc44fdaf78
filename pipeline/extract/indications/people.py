"""Whom an indication is for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.extract.indications.naming import Named
from pipeline.extract.populations import FoundPopulation, find_populations
from pipeline.model.fact import Population
from pipeline.rules import Rules

_GROUPS = frozenset({"adult", "pediatric", "neonate", "geriatric", "other"})
_JOINT = re.compile(r"\s*(?:,|,? ?(?:and|or|and/or|as well as|&))\s*")


def people_of(text: str, rules: Rules, start: int, end: int) -> tuple[FoundPopulation, ...]:
    """Whom a stretch of text names; people named in one breath are one group: "adults and children over 6"."""
    found = (item for item in find_populations(text, rules, start, end) if item.population.code in _GROUPS)
    return tuple(_joined(text, found))


def whom(item: Named, items: Sequence[Named], people: Sequence[FoundPopulation], text: str) -> Population | None:
    """Whom an indication is for: whom its own words name, or those named after the last of all, or before the first.

    "Migraine in adults and epilepsy" says nothing of whose epilepsy.
    """
    starts = sorted({other.start for other in items})
    following = next((start for start in starts if start > item.start), len(text))
    own = (who for who in people if item.start <= who.start < following)
    listed = [who for who in people if who.start >= starts[0]]
    shared = listed if all(who.start > starts[-1] for who in listed) else []
    before = (who for who in people if who.start < starts[0] and not _is_aside(text, who))
    return next((who.population for who in (*own, *shared, *before)), None)


def _joined(text: str, found: Iterator[FoundPopulation]) -> Iterator[FoundPopulation]:
    last: FoundPopulation | None = None
    for item in found:
        if last is not None and item.start >= last.end and _JOINT.fullmatch(text, last.end, item.start):
            last = FoundPopulation(last.start, item.end, _both(text[last.start : item.end], last, item))
            continue
        if last is not None:
            yield last
        last = item
    if last is not None:
        yield last


def _both(words: str, first: FoundPopulation, second: FoundPopulation) -> Population:
    """Two groups as one: the age that the younger are at least, where the others are the grown."""
    older, younger = sorted((first.population, second.population), key=lambda who: who.code != "adult")
    if older.code == "adult" and younger.age_low is not None and younger.age_high is None:
        return replace(younger, text=words, code="other")
    return Population(words)


def _is_aside(text: str, who: FoundPopulation) -> bool:
    """Whether they are named in brackets, of what stands before these alone."""
    return text.rfind("(", 0, who.start) > text.rfind(")", 0, who.start)
