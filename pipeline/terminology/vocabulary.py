"""Reads an embedded vocabulary: one `NAME.tsv.gz` of mappings/vocabularies."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path

from pipeline.problems import Location, Problem, ProblemError

COLUMNS = ["code", "label", "kinds", "synonyms"]


@dataclass(frozen=True, slots=True)
class Concept:
    """A code, its label, what it is (a semantic filter such as `finding`), and names that mean exactly the same."""

    code: str
    label: str
    kinds: tuple[str, ...] = ()
    synonyms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """`name` is how preferences name it; `system` is its URI."""

    name: str
    title: str
    system: str
    version: str
    licence: str
    concepts: tuple[Concept, ...]


def read_vocabulary(path: Path) -> Vocabulary:
    """Raises ProblemError `terminology-unreadable` where the file is damaged or no vocabulary."""
    try:
        with gzip.open(path, "rt", encoding="utf-8", newline="\n") as file:
            lines = file.read().splitlines()
        count = next(index for index, line in enumerate(lines) if not line.startswith("# "))
        facts = dict(line[2:].split(": ", 1) for line in lines[:count])
        if lines[count].split("\t") != COLUMNS:
            raise ValueError(f"columns are not {', '.join(COLUMNS)}")
        return Vocabulary(**facts, concepts=tuple(_concepts(lines[count + 1 :])))
    except (OSError, EOFError, ValueError, TypeError, StopIteration) as error:
        message = f"no vocabulary can be read here ({error}); build it again or restore the file"
        raise ProblemError(Problem("terminology-unreadable", "error", message, Location(str(path)))) from error


def read_head(path: Path) -> dict[str, str]:
    """The lines that say what a vocabulary is, without reading its concepts."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        head = takewhile(lambda line: line.startswith("# "), file)
        return dict(line[2:].rstrip("\n").split(": ", 1) for line in head)


def _concepts(lines: list[str]) -> Iterator[Concept]:
    for line in lines:
        code, label, kinds, synonyms = line.split("\t")
        yield Concept(code, label, _listed(kinds), _listed(synonyms))


def _listed(cell: str) -> tuple[str, ...]:
    return tuple(cell.split("|")) if cell else ()
