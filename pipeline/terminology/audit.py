"""Whether codes are real: form, check digit, presence in the vocabulary, and the vocabulary's own display.

terminology-bad-code         the code does not have the form of its system, or its check digit is wrong
terminology-unknown-code     the vocabularies of its system, or the reviewed rows of one without, do not have it
terminology-wrong-display    its label there is another
terminology-unknown-prefix   a row names a system that systems.yaml does not have
terminology-bad-row          a row lacks a cell, or stands twice
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.model.coding import Coding
from pipeline.problems import Location, Problem
from pipeline.rules.files import shown_as
from pipeline.terminology.index import Index
from pipeline.terminology.reviewed import NO_CODE, Row, read_rows
from pipeline.terminology.systems import System, read_systems
from pipeline.terminology.words import Words

if TYPE_CHECKING:  # the client is an import that few runs need
    from pipeline.terminology.server import Server


class Audit:
    """Knows the systems, the vocabularies and the reviewed rows of one folder of mappings.

    `plugged` is what the plugged vocabularies of the index say of themselves. `server` is asked for the codes of
    systems of which none is embedded.
    """

    def __init__(
        self,
        directory: Path,
        index: Index,
        plugged: Iterable[Mapping[str, str]] = (),
        server: Server | None = None,
    ) -> None:
        self.directory, self.index, self.server = directory, index, server
        self.systems = read_systems(directory)
        self._by_uri = {system.uri: system for system in self.systems.values()}
        self._plugged: dict[str, list[str]] = defaultdict(list)
        for head in plugged:
            self._plugged[head["system"]].append(head["name"])
        self._reviewed = {(row.object_id, row.display) for row in self.rows()}

    def rows(self) -> Iterator[Row]:
        for path in sorted((self.directory / "codes").glob("*.tsv")):
            yield from read_rows(path, shown_as(path, self.directory))

    def of_rows(self) -> Iterator[Problem]:
        """What is wrong with the reviewed rows."""
        words = Words.load(self.directory)
        seen: set[tuple[str, str, str]] = set()
        for row in self.rows():
            key = (row.location.path, words.key(row.subject), row.object_id)
            if not key[1] or not row.predicate or key in seen:
                yield _problem("bad-row", "a subject and a predicate are wanted, and each row once", row.location)
            seen.add(key)
            yield from self._row(row)

    def of_bundle(self, bundle: Mapping[str, Any], place: Location) -> Iterator[Problem]:
        """What is wrong with the codings of a bundle whose system is one of systems.yaml."""
        for coding in _codings(bundle):
            system = self._by_uri.get(coding.system)
            if system is not None:
                yield from self._coding(coding, system, place)

    def of_written(self, coding: Coding, place: Location) -> Iterator[Problem]:
        """What is wrong with a coding that is written out by hand, if its system is one of systems.yaml."""
        system = self._by_uri.get(coding.system)
        if system is not None:
            yield from self._coding(coding, system, place, reviewed=True)

    def _row(self, row: Row) -> Iterator[Problem]:
        if row.object_id == NO_CODE:
            return
        system = self.systems.get(row.prefix)
        if system is None:
            known = ", ".join(self.systems)
            yield _problem("unknown-prefix", f"'{row.object_id}': the prefix is to be one of {known}", row.location)
        else:
            coding = Coding(system.uri, system.code_of(row.object_id), row.display)
            yield from self._coding(coding, system, row.location, reviewed=True)

    def _coding(self, coding: Coding, system: System, place: Location, *, reviewed: bool = False) -> Iterator[Problem]:
        fault = system.fault(coding.code)
        if fault is not None:
            yield _problem("bad-code", fault, place)
            return
        if self.server and not system.vocabularies:
            verdict = self.server.verdict(coding)
            if verdict is not None:
                if not verdict.holds:
                    message = f"the terminology server has no '{coding.code}' called '{coding.display}'"
                    yield _problem("unknown-code", f"{message}: {verdict.message or 'it says no more'}", place)
                return
        object_id = coding.code if system.curie else f"{system.prefix}:{coding.code}"
        if not system.vocabularies and (reviewed or (object_id, coding.display) in self._reviewed):
            return
        names = (*system.vocabularies, *self._plugged.get(system.uri, ()))
        if not names:
            message = f"no reviewed row and no plugged vocabulary has '{coding.code}' of {system.prefix}"
            yield _problem("unknown-code", f"{message} as '{coding.display}'", place)
            return
        found = (self.index.concept(name, coding.code) for name in names)
        labels = [concept[0] for concept in found if concept]
        if not labels:
            message = f"{', '.join(names)} has no '{coding.code}'"
            yield _problem("unknown-code", message, place)
        elif coding.display not in labels:
            message = f"'{coding.code}' is called '{labels[0]}', not '{coding.display}'"
            yield _problem("wrong-display", message, place)


def _codings(value: Any) -> Iterator[Coding]:
    """Every element below that has a system and a code: a Coding, or a Quantity."""
    if isinstance(value, list):
        for item in value:
            yield from _codings(item)
    elif isinstance(value, dict):
        system, code = value.get("system"), value.get("code")
        if isinstance(system, str) and isinstance(code, str) and "value" not in value:
            yield Coding(system, code, str(value.get("display", "")))
        for item in value.values():
            yield from _codings(item)


def _problem(code: str, message: str, place: Location) -> Problem:
    return Problem(f"terminology-{code}", "error", message, place)
