"""What is lawful in mapping files and still hardly meant: looked for once they are sound."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from pipeline.problems import Problem
from pipeline.rules.check import in_order
from pipeline.rules.files import concepts_of, mappings_directory, shown_as, yaml_files
from pipeline.rules.lexicon import Lexicon, compile_lexicon
from pipeline.rules.lint.backtracking import slow_patterns
from pipeline.rules.lint.headings import overlapping
from pipeline.rules.lint.reach import unreached, unread
from pipeline.rules.lint.shadows import shadowed
from pipeline.rules.pattern_parts import read_mapping
from pipeline.rules.resources import read_resources
from pipeline.rules.sections import compile_sections
from pipeline.rules.yaml_file import YamlFile


def lint(directory: Path | None = None, release: str = "r5") -> tuple[Problem, ...]:
    """The findings in a sound folder of mappings, in the order of the files: warnings, and information."""
    folder = directory or mappings_directory()
    lexicons = {path.stem: _read(path, folder) for path in yaml_files(folder, "lexicon")}
    compiled = {name: compile_lexicon(name, file) for name, file in lexicons.items()}
    resources = [_read(path, folder) for path in yaml_files(folder, f"resources/{release}")]
    fragments = [_read(path, folder) for path in yaml_files(folder, f"resources/{release}/fragments")]
    rules, _, _ = read_resources(resources, fragments, compiled, concepts_of(folder))
    found = (
        *_of_lexicons(lexicons, compiled),
        *_of_sections(_read(folder / "sections.yaml", folder)),
        *unread(lexicons, rules),
        *unreached(rules, resources, fragments),
    )
    return tuple(sorted(found, key=in_order))


def _of_lexicons(files: Mapping[str, YamlFile], compiled: Mapping[str, Lexicon]) -> Iterator[Problem]:
    for name, file in files.items():
        yield from shadowed(compiled[name], file)
        yield from slow_patterns(_patterns(file, "terms"))


def _of_sections(file: YamlFile) -> Iterator[Problem]:
    yield from overlapping(compile_sections(file), file)
    yield from slow_patterns(_patterns(file, "sections"))


def _patterns(file: YamlFile, table: str) -> Iterable[tuple[str, Any]]:
    """Every pattern with its place."""
    for key, entry in file.data[table].items():
        for index, source in enumerate((entry or {}).get("patterns") or ()):
            yield source, file.at(table, key, "patterns", index)


def _read(path: Path, folder: Path) -> YamlFile:
    return read_mapping(path, shown_as(path, folder))
