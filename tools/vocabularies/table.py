"""The shape of an embedded vocabulary and how it is written."""

from __future__ import annotations

import gzip
from collections.abc import Iterable
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path

from pipeline.terminology.vocabulary import COLUMNS, Concept


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


def synonyms_of(label: str, names: Iterable[str]) -> tuple[str, ...]:
    """The names once each and in order, without the label; a name that holds a separator is left out."""
    return tuple(sorted({name for name in names if name != label and not {"|", "\t"} & set(name)}))


def write_table(path: Path, vocabulary: Built) -> None:
    """Writes the concepts by code; the same concepts give the same bytes."""
    facts = ("name", "title", "system", "version", "licence")
    head = [f"# {fact}: {getattr(vocabulary, fact)}" for fact in facts]
    lines = [*head, "\t".join(COLUMNS), *map(_line, sorted(vocabulary.concepts, key=attrgetter("code")))]
    data = ("\n".join(lines) + "\n").encode()
    with path.open("wb") as file, gzip.GzipFile("", "wb", 9, file, mtime=0) as packed:
        packed.write(data)


def _line(concept: Concept) -> str:
    return "\t".join((concept.code, concept.label, "|".join(concept.kinds), "|".join(concept.synonyms)))
