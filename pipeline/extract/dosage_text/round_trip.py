"""The check of a structure: told in plain words and read again, it must be the same."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

from pipeline.extract.dosage import parse_dosage
from pipeline.extract.dosage_text.reading import plain_reading, structure_text
from pipeline.model.document import Document, Span
from pipeline.model.dosage import DosageInstruction
from pipeline.model.fact import Dosage, Fact
from pipeline.problems import Location, Problem
from pipeline.rules import Rules

_NOWHERE = Span(0, 0)


def confirm(instruction: DosageInstruction, rules: Rules) -> DosageInstruction:
    """The instruction; only its text may be used (`complete` is False) where its plain reading says another thing."""
    if not instruction.complete or _comes_back(_structure(instruction), rules):
        return instruction
    return replace(instruction, complete=False)


def read_confirmed(text: str, rules: Rules) -> tuple[DosageInstruction, ...]:
    """The confirmed instructions of a text that stands in no monograph; their spans are offsets in it."""
    return tuple(confirm(instruction, rules) for instruction in parse_dosage(text, rules.lexicon))


def confirm_facts(
    document: Document, facts: Iterable[Fact], rules: Rules
) -> tuple[tuple[Fact, ...], tuple[Problem, ...]]:
    """The facts with every dosage confirmed.

    Problems: `dosage-round-trip` (information) where the structure of a dosage is withheld.
    """
    facts = tuple(facts)
    checked = tuple(
        replace(fact, instruction=confirm(fact.instruction, rules)) if isinstance(fact, Dosage) else fact
        for fact in facts
    )
    changed = (fact for fact, other in zip(facts, checked, strict=True) if fact != other)
    return checked, tuple(_withheld(document, fact.instruction, rules) for fact in changed if isinstance(fact, Dosage))


def _structure(instruction: DosageInstruction) -> DosageInstruction:
    """What the instruction says by itself: without source words, its place among others, and its role among them."""
    return replace(instruction, text="", span=_NOWHERE, role="usual", sequence=None, additional=(), lent=())


@lru_cache(maxsize=10_000)
def _comes_back(structure: DosageInstruction, rules: Rules) -> bool:
    """Monographs repeat one another: most structures are met often."""
    again = parse_dosage(structure_text(structure, rules), rules.lexicon)
    return len(again) == 1 and _structure(again[0]) == structure


def _withheld(document: Document, instruction: DosageInstruction, rules: Rules) -> Problem:
    reading = plain_reading(instruction, rules)
    message = f'this dosage stays text: what was read, "{reading}", does not read as the same again'
    before = document.source.text[: instruction.span.start]
    place = Location(document.source.path, before.count("\n") + 1, len(before) - before.rfind("\n"))
    return Problem("dosage-round-trip", "information", message, place)
