"""`monofhir mappings check`: everything that is wrong with a folder of mapping files, not only the first thing."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from pipeline.problems import Location, Problem, ProblemError
from pipeline.rules.cases import cases_of, faults
from pipeline.rules.fhir_elements import unknown_elements
from pipeline.rules.files import concepts_of, mappings_directory, shown_as, yaml_files
from pipeline.rules.lexicon import Lexicon, compile_lexicon
from pipeline.rules.pattern_parts import read_mapping
from pipeline.rules.resources import read_resources
from pipeline.rules.schema import against_schema
from pipeline.rules.sections import Sections, compile_sections
from pipeline.rules.yaml_file import Key, YamlFile

# The files of mappings/terminology, each with a schema of its name.
TERMINOLOGY = ("phrases", "preferences", "releases", "systems", "words")


def check(directory: Path | None = None, release: str = "r5") -> tuple[Problem, ...]:
    """All problems of the mapping files below `directory`, each with file, line and column, in that order."""
    directory = directory or mappings_directory()
    checker = _Checker(directory)
    checker.names()
    lexicons = checker.lexicons()
    sections = checker.sections()
    checker.wording()
    checker.terminology()
    checker.resources(release, lexicons)
    checker.cases(release, sections)
    return tuple(sorted(dict.fromkeys(checker.problems), key=in_order))


class _Checker:
    """Goes on after each problem, and reads on with what is sound."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.problems: list[Problem] = []
        self._files: dict[Path, YamlFile] = {}

    def names(self) -> None:
        """Files that would not be read."""
        if not (self.directory / "sections.yaml").is_file():
            message = "this folder has no sections.yaml, so it is no folder of mappings"
            self.problems.append(Problem("mappings-missing", "error", message, Location(self.directory.name)))
        for path in sorted(self.directory.rglob("*.yml")):
            where = Location(shown_as(path, self.directory))
            self.problems.append(Problem("mappings-file-name", "error", "not read: name it .yaml", where))

    def lexicons(self) -> Mapping[str, Lexicon]:
        """The lexicons that are sound; of others, an empty one, so that rules which name them are not blamed."""
        compiled: dict[str, Lexicon] = {}
        for path in yaml_files(self.directory, "lexicon"):
            file = self._read(path, "lexicon")
            if file is not None and self._patterns(file, "terms"):
                compiled[path.stem] = compile_lexicon(path.stem, file)
        return compiled

    def sections(self) -> Sections | None:
        path = self.directory / "sections.yaml"
        file = self._read(path, "sections") if path.is_file() else None
        if file is not None and self._patterns(file, "sections"):
            try:
                return compile_sections(file)
            except ProblemError as error:
                self.problems += error.problems
        return None

    def wording(self) -> None:
        path = self.directory / "dosage-text.yaml"
        if path.is_file():
            self._read(path, "dosage-text")
        else:
            where = Location(shown_as(path, self.directory))
            self.problems.append(Problem("mappings-missing", "error", "this file is wanted", where))

    def terminology(self) -> None:
        """A folder without any terminology is sound: its rules ask for no codes."""
        folder = self.directory / "terminology"
        for name in TERMINOLOGY if folder.is_dir() else ():
            self._read(folder / f"{name}.yaml", name)

    def resources(self, release: str, lexicons: Mapping[str, Lexicon]) -> None:
        """What the schema has against a place counts only where the reader, who says it better, has nothing."""
        folder = f"resources/{release}"
        if not yaml_files(self.directory, folder):
            message = "there is no rule here, so no resource would be made"
            where = Location(shown_as(self.directory / folder, self.directory))
            self.problems.append(Problem("mappings-missing", "error", message, where))
        rules = [file for path in yaml_files(self.directory, folder) if (file := self._yaml(path))]
        fragments = [file for path in yaml_files(self.directory, f"{folder}/fragments") if (file := self._yaml(path))]
        read, _, problems = read_resources(rules, fragments, lexicons, self.concepts())
        self.problems += [*problems, *unknown_elements(read)]
        blamed = {problem.location for problem in self.problems}
        for kind, files in (("resource", rules), ("fragment", fragments)):
            found = (problem for file in files for problem in _against_schema(file, kind))
            self.problems += [problem for problem in found if problem.location not in blamed]

    def cases(self, release: str, sections: Sections | None) -> None:
        """The cases of the files that are as their schemas say."""
        resources = yaml_files(self.directory, f"resources/{release}")
        rules = [path.stem for path in resources]
        if not rules:  # without them no case can name what it proves
            return
        for path in (*yaml_files(self.directory, "lexicon"), self.directory / "sections.yaml", *resources):
            file = self._files.get(path)
            if file is not None and not any(
                problem.location.path == file.path for problem in self.problems if problem.location
            ):
                own = path.stem if path in resources else None
                self.problems += faults(
                    cases_of(path, file, own), rules, sections, map(str, file.data.get("terms") or ())
                )

    def concepts(self) -> frozenset[str]:
        """Ours where the file is not as its schema says, so that rules which name its entries are not blamed."""
        path = self.directory / "terminology" / "preferences.yaml"
        file = self._files.get(path)
        is_sound = not path.is_file() or (file is not None and not any(_against_schema(file, "preferences")))
        return concepts_of(self.directory if is_sound else mappings_directory())

    def _read(self, path: Path, kind: str) -> YamlFile | None:
        """The file, or None where it is not as its schema says."""
        file = self._yaml(path)
        found = list(_against_schema(file, kind)) if file else []
        self.problems += found
        return None if found else file

    def _yaml(self, path: Path) -> YamlFile | None:
        try:
            file = self._files[path] = read_mapping(path, shown_as(path, self.directory))
            return file
        except ProblemError as error:
            self.problems += error.problems
            return None

    def _patterns(self, file: YamlFile, table: str) -> bool:
        """Whether every regular expression of the file compiles."""
        found = [
            Problem("mappings-bad-pattern", "error", f"not a regular expression: {reason}", file.at(*keys))
            for keys, source in _regular_expressions(file.data[table], table)
            if (reason := _reason(source))
        ]
        self.problems += found
        return not found


def _against_schema(file: YamlFile, kind: str) -> Iterator[Problem]:
    return against_schema(file, _validator(kind))


@cache
def _validator(kind: str) -> Draft202012Validator:
    cases = Resource.from_contents(_schema("cases"), DRAFT202012)
    return Draft202012Validator(_schema(kind), registry=Registry().with_resource("cases.json", cases))


def _schema(kind: str) -> Any:
    return json.loads((mappings_directory() / "schema" / f"{kind}.json").read_text(encoding="utf-8"))


def _regular_expressions(table: Mapping[Key, Any], name: str) -> Iterator[tuple[tuple[Key, ...], str]]:
    for key, entry in table.items():
        for index, source in enumerate((entry or {}).get("patterns") or ()):
            yield (name, key, "patterns", index), source


def _reason(source: str) -> str | None:
    try:
        re.compile(source)
    except re.error as error:
        return str(error)
    return None


def in_order(problem: Problem) -> tuple[str, int, int, str]:
    """Sorts problems by their place."""
    where = problem.location or Location("")
    return where.path, where.line or 0, where.column or 0, problem.code
