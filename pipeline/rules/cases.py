"""The `cases` of mapping files: a text, and what the rules beside it are to make of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.problems import Location, Problem
from pipeline.rules.files import shown_as, yaml_files
from pipeline.rules.sections import Sections
from pipeline.rules.yaml_file import YamlFile, read_yaml

# All dosages of a monograph, wherever their indication and population put them.
DOSAGE = "Dosage"
_DOSAGES = "MedicationKnowledge.indicationGuideline.dosingGuideline.dosage.dosage"


@dataclass(frozen=True, slots=True)
class Case:
    """One case of one file.

    index     its place in the file's list
    section   the section that the text stands in; None for a text that is a whole page
    rule      the resource rule whose resources are looked at, and the elements that lead to the part that is meant
    expect    for each resource or part, in order, what it holds at least
    covers    the terms that are named, for want of words that the text could hold
    """

    path: Path
    index: int
    text: str
    section: str | None
    rule: str
    elements: tuple[str, ...]
    expect: tuple[Any, ...]
    covers: frozenset[str]
    location: Location
    expected_at: Location

    @property
    def file(self) -> str:
        return self.location.path


def read_cases(directory: Path, release: str = "r5") -> tuple[Case, ...]:
    """Every case of a sound folder of mappings, in the order of the files."""
    resources = set(yaml_files(directory, f"resources/{release}"))
    return tuple(
        case
        for path in (*yaml_files(directory, "lexicon"), directory / "sections.yaml", *sorted(resources))
        for case in cases_of(path, read_yaml(path, shown_as(path, directory)), path.stem if path in resources else None)
    )


def cases_of(path: Path, file: YamlFile, own: str | None) -> Iterator[Case]:
    """The cases of one file; `own` is the rule that they are about where they name none."""
    for index, data in enumerate(file.data.get("cases") or ()):
        of = str(data.get("of", own or ""))
        rule, *elements = (_DOSAGES if of == DOSAGE else of).split(".")
        expect = data["expect"] if isinstance(data["expect"], list) else [data["expect"]]
        yield Case(
            path,
            index,
            data["text"],
            data.get("section"),
            rule,
            tuple(elements),
            tuple(expect),
            frozenset(map(str, data.get("covers", ()))),
            file.at("cases", index),
            file.at("cases", index, "expect"),
        )


def faults(
    cases: Iterable[Case], rules: Iterable[str], sections: Sections | None, terms: Iterable[str]
) -> Iterator[Problem]:
    """What the schema cannot know: whether the rule, section and terms that the cases of one file name exist."""
    known, keys = sorted(rules), set(terms)
    for case in cases:
        if case.rule not in known:
            meant = f"'{case.rule}' is no rule" if case.rule else "say with `of` which rule is meant"
            yield _fault(case, f"{meant}; there are {DOSAGE}, {', '.join(known)}")
        if case.section is not None and sections is not None and case.section not in sections.rules:
            yield _fault(case, f"sections.yaml has no '{case.section}'; it has {', '.join(sections.rules)}")
        for term in sorted(case.covers - keys):
            yield _fault(case, f"this file has no term '{term}'")


def _fault(case: Case, message: str) -> Problem:
    return Problem("mappings-bad-case", "error", message, case.location)
