"""Dosage facts -> guidelines: what is dosed alike stands together, under the indications that it is meant for."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable
from typing import TypeVar

from pipeline.mapper.regimen import regimen_of
from pipeline.model.fact import Dosage, Indication
from pipeline.model.monograph import Course, Dosing, Guideline, GuidelineIndication

Key = TypeVar("Key", bound=Hashable)

_WORD = re.compile(r"\w+")


def guidelines_of(dosages: Iterable[Dosage], indications: tuple[Indication, ...]) -> tuple[Guideline, ...]:
    """Grouped by indications, then population, then role, formulation and component; in document order."""
    return tuple(
        Guideline(tuple(GuidelineIndication(text, match(text, indications)) for text in texts), _dosing(group))
        for texts, group in _grouped(dosages, lambda fact: fact.indications)
    )


def match(text: str, indications: tuple[Indication, ...]) -> Indication | None:
    """The indication that `text` means: the same words, or else the only one that holds them or is held by them."""
    words = _words(text)
    held = []
    for indication in indications:
        names = [_words(name) for name in (indication.text, *indication.aliases)]
        if words in names:
            return indication
        if any(_holds(words, name) or _holds(name, words) for name in names):
            held.append(indication)
    return held[0] if len(held) == 1 else None


def _dosing(dosages: Iterable[Dosage]) -> tuple[Dosing, ...]:
    return tuple(
        Dosing(population, _courses(group)) for population, group in _grouped(dosages, lambda fact: fact.population)
    )


def _courses(dosages: Iterable[Dosage]) -> tuple[Course, ...]:
    groups = _grouped(dosages, lambda fact: (fact.instruction.role, fact.formulation, fact.component))
    return tuple(
        Course(*key, tuple(regimen_of(fact.instruction, fact.evidence) for fact in group)) for key, group in groups
    )


def _grouped(dosages: Iterable[Dosage], key: Callable[[Dosage], Key]) -> Iterable[tuple[Key, list[Dosage]]]:
    groups: dict[Key, list[Dosage]] = {}
    for fact in dosages:
        groups.setdefault(key(fact), []).append(fact)
    return groups.items()


def _words(text: str) -> str:
    """The words of a text between blanks, so that a run of words is a part of the string."""
    return f" {' '.join(_WORD.findall(text.casefold()))} "


def _holds(whole: str, part: str) -> bool:
    return bool(part.strip()) and part in whole
