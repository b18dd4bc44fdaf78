"""Dosages and guidance -> guidelines: what is dosed alike stands together, under the indications it is meant for."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable
from typing import TypeVar

from pipeline.mapper.regimen import regimen_of
from pipeline.model.fact import Dosage, DosingGuidance, Indication
from pipeline.model.monograph import Course, Dosing, Guideline, GuidelineIndication, Regimen

Key = TypeVar("Key", bound=Hashable)
Stated = Dosage | DosingGuidance

_WORD = re.compile(r"\w+")


def guidelines_of(stated: Iterable[Stated], indications: tuple[Indication, ...]) -> tuple[Guideline, ...]:
    """Grouped by indications, then population, then role or category, formulation and component; in the order given."""
    return tuple(
        Guideline(tuple(GuidelineIndication(text, match(text, indications)) for text in texts), _dosing(group))
        for texts, group in _grouped(stated, lambda fact: fact.indications)
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


def _dosing(stated: Iterable[Stated]) -> tuple[Dosing, ...]:
    return tuple(
        Dosing(population, _courses(group)) for population, group in _grouped(stated, lambda fact: fact.population)
    )


def _courses(stated: Iterable[Stated]) -> tuple[Course, ...]:
    return tuple(Course(*key, tuple(map(_regimen, group))) for key, group in _grouped(stated, _course))


def _course(fact: Stated) -> tuple[str, str | None, str | None]:
    if isinstance(fact, Dosage):
        return fact.instruction.role, fact.formulation, fact.component
    return fact.category, None, fact.component


def _regimen(fact: Stated) -> Regimen:
    """Guidance is a dosage of words alone."""
    if isinstance(fact, Dosage):
        return regimen_of(fact.instruction, fact.evidence)
    return Regimen(fact.text, fact.evidence)


def _grouped(stated: Iterable[Stated], key: Callable[[Stated], Key]) -> Iterable[tuple[Key, list[Stated]]]:
    groups: dict[Key, list[Stated]] = {}
    for fact in stated:
        groups.setdefault(key(fact), []).append(fact)
    return groups.items()


def _words(text: str) -> str:
    """The words of a text between blanks, so that a run of words is a part of the string."""
    return f" {' '.join(_WORD.findall(text.casefold()))} "


def _holds(whole: str, part: str) -> bool:
    return bool(part.strip()) and part in whole
