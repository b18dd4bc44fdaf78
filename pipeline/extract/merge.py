"""One fact for what is said twice."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import replace
from typing import TypeVar

from pipeline.model.fact import Fact

F = TypeVar("F", bound=Fact)


def merged(facts: Iterable[F], key: Callable[[F], Hashable], fills: tuple[str, ...] = ()) -> tuple[F, ...]:
    """The facts in order of their first statement; a later one with the same key only adds its evidence.

    Of the fields `fills` it also gives what the earlier ones left open.
    """
    kept: dict[Hashable, F] = {}
    for fact in facts:
        identity = (fact.component, key(fact))
        known = kept.setdefault(identity, fact)
        evidence = tuple(item for item in fact.evidence if item not in known.evidence)
        new = {name: getattr(fact, name) for name in fills if getattr(known, name) is None}
        if evidence:
            kept[identity] = replace(known, evidence=known.evidence + evidence, **new)
    return tuple(kept.values())
