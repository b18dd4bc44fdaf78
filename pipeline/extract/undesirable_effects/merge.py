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
    kept: dict[tuple[str | None, str], list[Found]] = {}
    for one in found:
        key = (one.fact.component, " ".join(one.fact.text.casefold().split()))
        kept.setdefault(key, []).append(one)
    return tuple(_joined(stated) if len(stated) > 1 else stated[0].fact for stated in kept.values())


def _joined(stated: list[Found]) -> UndesirableEffect:
    facts = [one.fact for one in stated]
    counted = [one for one in stated if one.fact.frequency]
    best = next((one for one in counted if one.is_own), counted[0] if counted else stated[0])
    aliases: dict[str, str] = {}
    for alias in (alias for fact in facts for alias in fact.aliases):
        aliases.setdefault(alias.casefold(), alias)
    return replace(
        facts[0],
        evidence=tuple(dict.fromkeys(item for fact in facts for item in fact.evidence)),
        aliases=tuple(aliases.values()),
        frequency=best.fact.frequency,
        serious=any(fact.serious for fact in facts),
        organ_class=next((fact.organ_class for fact in facts if fact.organ_class), None),
    )
