"""The shape of an embedded vocabulary and how it is written."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pipeline.terminology.vocabulary import Concept, Vocabulary, packed


@dataclass(frozen=True, slots=True)
class Built:
    """A vocabulary with what SOURCES.md says of it; `notice` is the attribution that its licence asks for."""

    name: str
    title: str
    system: str
    version: str
    package: str
    licence: str
    notice: str
    concepts: tuple[Concept, ...]


def write_table(path: Path, built: Built) -> None:
    """Writes the concepts by code; the same concepts give the same bytes."""
    facts = (built.name, built.title, built.system, built.version, built.licence)
    path.write_bytes(packed(Vocabulary(*facts, built.concepts)))
