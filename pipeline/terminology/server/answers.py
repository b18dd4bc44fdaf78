"""What a server answered, as far as it counts, and the file that keeps it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from pipeline.problems import Location, Problem, ProblemError

_TABLE = """
create table if not exists answer (
    server text not null,
    question text not null, -- the operation with its parameters
    answer blob not null,
    primary key (server, question)
) without rowid
"""


# Properties of a concept that say that it is not to be used for coding, where they are true.
_NOT_FOR_USE = frozenset({"inactive", "abstract", "notSelectable"})
_SAME = frozenset({"equivalent", "equal"})


class Concept(msgspec.Struct, frozen=True):
    """A concept as a server names it: its display, and its other names."""

    system: str
    code: str
    display: str
    version: str | None
    names: tuple[str, ...]


class Translation(msgspec.Struct, frozen=True):
    """A concept of another system that means the same, and the map that says so ("" where the server names none)."""

    concept: Concept
    map: str


class Verdict(msgspec.Struct, frozen=True):
    """Whether a code has that display, and what the server says to it."""

    holds: bool
    message: str


def concepts_of(value_set: Mapping[str, Any]) -> tuple[Concept, ...]:
    """The active concepts of an expansion, in its order. What lacks a system, code or display is left out."""
    return tuple(_concepts((value_set.get("expansion") or {}).get("contains")))


def _concepts(contains: Any) -> Iterator[Concept]:
    for entry in contains if isinstance(contains, list) else ():
        system, code, display = (entry.get(name) for name in ("system", "code", "display"))
        if system and code and display and not entry.get("abstract") and not entry.get("inactive"):
            names = tuple(str(other["value"]) for other in entry.get("designation") or () if other.get("value"))
            yield Concept(system, code, display, entry.get("version"), names)
        yield from _concepts(entry.get("contains"))


def verdict_of(parameters: Mapping[str, Any]) -> Verdict:
    """Of the Parameters that $validate-code answers with."""
    values = _values(parameters.get("parameter"))
    return Verdict(values.get("result") is True, " ".join(str(values.get("message") or "").split())[:200])


def looked_up(system: str, code: str, parameters: Mapping[str, Any]) -> Concept:
    """Of the Parameters that $lookup answers with; without any name where nobody may use the concept any more."""
    values = _values(parameters.get("parameter"))
    parts = [_values(one.get("part")) for one in parameters.get("parameter") or () if one.get("part")]
    if any(part.get("code") in _NOT_FOR_USE and part.get("value") in (True, "true") for part in parts):
        return Concept(system, code, "", None, ())
    names = tuple(str(part["value"]) for part in parts if {"use", "language"} & part.keys() and part.get("value"))
    return Concept(system, code, str(values.get("display") or ""), values.get("version"), names)


def translations_of(target: str, parameters: Mapping[str, Any]) -> tuple[Translation, ...]:
    """Of the Parameters that $translate answers with: the matches that are equivalent (R4: or equal)."""
    found = []
    for one in parameters.get("parameter") or ():
        values = _values(one.get("part")) if one.get("name") == "match" else {}
        concept = values.get("concept")
        relationship = values.get("relationship") or values.get("equivalence")
        if isinstance(concept, dict) and relationship in _SAME and concept.get("system") == target:
            names = (concept.get("display") or "", concept.get("version"))
            map_url = values.get("originMap") or values.get("source") or ""
            found.append(Translation(Concept(target, str(concept["code"]), *names, names=()), str(map_url)))
    return tuple(found)


def _values(parameters: Any) -> dict[str, Any]:
    """The values of parameters, or of the parts of one, by name."""
    return {
        one.get("name"): next((value for name, value in one.items() if name.startswith("value")), None)
        for one in parameters or ()
    }


class Answers:
    """Answers by question. Without a file they are kept in memory. One that several runs share is no harm.

    Raises ProblemError (`terminology-tx-cache`) where the file cannot be used.
    """

    def __init__(self, server: str, file: Path | None) -> None:
        self._server, self._file = server, file
        try:
            if file:
                file.parent.mkdir(parents=True, exist_ok=True)
            self._rows = sqlite3.connect(file or ":memory:", timeout=10, isolation_level=None)
            self._rows.execute(_TABLE)
        except (sqlite3.Error, OSError) as error:
            raise self._unusable(error) from error

    def find(self, question: str) -> bytes | None:
        found = self._execute("select answer from answer where server = ? and question = ?", question)
        return found[0][0] if found else None

    def keep(self, question: str, answer: bytes) -> None:
        self._execute("insert or replace into answer values (?, ?, ?)", question, answer)

    def _execute(self, statement: str, *values: object) -> list[tuple[bytes]]:
        try:
            return self._rows.execute(statement, (self._server, *values)).fetchall()
        except sqlite3.Error as error:
            raise self._unusable(error) from error

    def _unusable(self, error: Exception) -> ProblemError:
        message = f"the server's answers cannot be kept there ({error}); name another file with --tx-cache"
        return ProblemError(Problem("terminology-tx-cache", "error", message, Location(str(self._file))))
