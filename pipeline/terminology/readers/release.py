"""What a reader is asked for, and what all of them do with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.problems import Location
from pipeline.terminology.readers.files import fault
from pipeline.terminology.systems import System
from pipeline.terminology.vocabulary import Concept, Vocabulary, synonyms_of


@dataclass(frozen=True, slots=True)
class Release:
    """A release to be read: where it is, what the user says of it, and its entry of releases.yaml.

    `version` and `kinds` are for releases that do not state them; `systems` are those of
    systems.yaml by URI, `known_kinds` what concepts may be.
    """

    place: Path
    systems: Mapping[str, System]
    name: str = ""
    system: str = ""
    version: str = ""
    kinds: tuple[str, ...] = ()
    known_kinds: tuple[str, ...] = ()
    rules: Mapping[str, Any] = field(default_factory=dict)

    def code(self, code: str, system: str, place: Location) -> str:
        """The code, sound by the rules of its system where they are known."""
        known = self.systems.get(system)
        wrong = known.fault(code) if known else None if code else "a code is missing"
        if wrong:
            raise fault(wrong, place)
        return code

    def vocabulary(
        self, title: str, system: str, concepts: Iterable[Concept], *, name: str = "", version: str = ""
    ) -> Vocabulary:
        """What was read; a release that has nothing to give is a broken one."""
        found = tuple(sorted(concepts, key=lambda concept: concept.code))
        if not found:
            raise fault("no concept of a kind that is coded was found", Location(str(self.place)))
        licence = "as agreed with its publisher"
        return Vocabulary(self.name or name, title, system, self.version or version, licence, found)


def concept(code: str, label: str, kinds: Iterable[str], names: Iterable[str], place: Location) -> Concept:
    """Raises where a name holds what cells cannot."""
    if not label or {"\t", "\n", "\r"} & set(label):
        raise fault(f"'{code}' has no label, or one with a tab or line break", place)
    return Concept(code, label, tuple(sorted(set(kinds))), synonyms_of(label, names))
