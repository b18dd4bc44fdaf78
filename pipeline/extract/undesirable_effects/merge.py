"""One fact for an effect that is stated twice."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from pipeline.extract.undesirable_effects.blocks import Found
from pipeline.model.fact import UndesirableEffect


def merge(found: Iterable[Found]) -> tuple[UndesirableEffect, ...]:
    """The facts in order of their first statement, with all evidence and aliases.

    Where two statements give different frequencies, the one said of the effect itself counts, else the first.
    """
    kept: dict[tuple[str | None, str], Found] = {}
    for one in found:
        key = (one.fact.component, " ".join(one.fact.text.casefold().split()))
        known = kept.get(key)
        kept[key] = one if known is None else _joined(known, one)
    return tuple(one.fact for one in kept.values())


def _joined(first: Found, second: Found) -> Found:
    a, b = first.fact, second.fact
    better = b.frequency is not None and (a.frequency is None or (second.is_own and not first.is_own))
    known = {alias.casefold() for alias in a.aliases}
    fact = replace(
        a,
        evidence=a.evidence + tuple(item for item in b.evidence if item not in a.evidence),
        aliases=a.aliases + tuple(alias for alias in b.aliases if alias.casefold() not in known),
        frequency=b.frequency if better else a.frequency,
        serious=a.serious or b.serious,
        organ_class=a.organ_class or b.organ_class,
    )
    return Found(fact, first.is_own or second.is_own)
