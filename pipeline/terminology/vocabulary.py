"""A vocabulary and its file, `NAME.tsv.gz`: embedded (mappings/vocabularies) or plugged in by the user."""

from __future__ import annotations

import gzip
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import takewhile
from operator import attrgetter
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

    def line(self) -> str:
        return "\t".join((self.code, self.label, "|".join(self.kinds), "|".join(self.synonyms)))


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """`name` is how preferences name it; `system` is its URI."""

    name: str
    title: str
    system: str
    version: str
    licence: str
    concepts: tuple[Concept, ...]


def synonyms_of(label: str, names: Iterable[str]) -> tuple[str, ...]:
    """The names once each and in order, without the label; a name that holds a separator is left out."""
    return tuple(sorted({name for name in names if name != label and not {"|", "\t", "\n", "\r"} & set(name)}))


def packed(vocabulary: Vocabulary) -> bytes:
    """The content of a file, concepts by code; the same concepts give the same bytes."""
    facts = ("name", "title", "system", "version", "licence")
    head = [f"# {fact}: {getattr(vocabulary, fact)}" for fact in facts]
    lines = [
        *head,
        "\t".join(COLUMNS),
        *(concept.line() for concept in sorted(vocabulary.concepts, key=attrgetter("code"))),
    ]
    data = io.BytesIO()
    with gzip.GzipFile("", "wb", 9, data, mtime=0) as file:
        file.write(("\n".join(lines) + "\n").encode())
    return data.getvalue()


def read_vocabulary(path: Path) -> Vocabulary:
    """Raises ProblemError `terminology-unreadable` where the file is damaged or no vocabulary."""
    try:
        with gzip.open(path, "rt", encoding="utf-8", newline="\n") as file:
            lines = file.read().removesuffix("\n").split("\n")
        count = next(index for index, line in enumerate(lines) if not line.startswith("# "))
        if lines[count].split("\t") != COLUMNS:
            raise ValueError(f"columns are not {', '.join(COLUMNS)}")
        return Vocabulary(**_facts(lines[:count]), concepts=tuple(_concepts(lines[count + 1 :])))
    except (OSError, EOFError, ValueError, TypeError, StopIteration) as error:
        raise _unreadable(path, error) from error


def read_head(path: Path) -> dict[str, str]:
    """The lines that say what a vocabulary is, without reading its concepts. Raises as `read_vocabulary` does."""
    try:
        with gzip.open(path, "rt", encoding="utf-8") as file:
            head = _facts(takewhile(lambda line: line.startswith("# "), file))
        return {field: head[field] for field in ("name", "title", "system", "version", "licence")}
    except (OSError, EOFError, ValueError, KeyError) as error:
        raise _unreadable(path, error) from error


def _facts(lines: Iterable[str]) -> dict[str, str]:
    return dict(line[2:].rstrip("\n").split(": ", 1) for line in lines)


def _unreadable(path: Path, error: Exception) -> ProblemError:
    message = f"no vocabulary can be read here ({error}); restore the file, build it or add the release again"
    return ProblemError(Problem("terminology-unreadable", "error", message, Location(str(path))))


def _concepts(lines: list[str]) -> Iterator[Concept]:
    for line in lines:
        code, label, kinds, synonyms = line.split("\t")
        yield Concept(code, label, _listed(kinds), _listed(synonyms))


def _listed(cell: str) -> tuple[str, ...]:
    return tuple(cell.split("|")) if cell else ()
