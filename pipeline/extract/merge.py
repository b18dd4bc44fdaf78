"""One fact for what is said twice."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import replace
from typing import TypeVar

from pipeline.model.fact import Fact

F = TypeVar("F", bound=Fact)


def merged(facts: Iterable[F], key: Callable[[F], Hashable]) -> tuple[F, ...]:
    """The facts in order of their first statement; a later one with the same key only adds its evidence."""
    kept: dict[Hashable, F] = {}
    for fact in facts:
        identity = (fact.component, key(fact))
        known = kept.setdefault(identity, fact)
        new = tuple(item for item in fact.evidence if item not in known.evidence)
        if new:
            kept[identity] = replace(known, evidence=known.evidence + new)
    return tuple(kept.values())
