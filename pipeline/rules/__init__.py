"""Mapping files -> frozen rules, each knowing its file and line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.problems import Location, Problem, ProblemError
from pipeline.rules.expression import ResourceRule
from pipeline.rules.lexicon import Lexicon, compile_lexicon
from pipeline.rules.resources import read_resources
from pipeline.rules.sections import Sections, compile_sections
from pipeline.rules.yaml_file import YamlFile, read_yaml


@dataclass(frozen=True, slots=True, eq=False)
class Rules:
    """All that the mapping files say. Compared by identity: a run loads them once."""

    lexicon: Mapping[str, Lexicon]
    sections: Sections
    resources: tuple[ResourceRule, ...] = ()


def mappings_directory() -> Path:
    """The mappings that come with monofhir: inside the package in a wheel, beside it in a checkout."""
    package = Path(__file__).resolve().parents[1]
    inside = package / "mappings"
    return inside if inside.is_dir() else package.parent / "mappings"


def load(directory: Path | None = None, release: str = "r5") -> Rules:
    """Reads every mapping file below `directory` (default: the ones that come with monofhir).

    Raises ProblemError with all problems that keep a run from going on; `pipeline.rules.check` finds the others too.
    """
    directory = directory or mappings_directory()
    if not (directory / "sections.yaml").is_file():
        message = "this folder has no sections.yaml, so it is no folder of mappings"
        raise ProblemError(Problem("mappings-missing", "error", message, Location(str(directory))))
    lexicons = {file.stem: compile_lexicon(file.stem, _read(file, directory)) for file in files(directory, "lexicon")}
    sections = compile_sections(_read(directory / "sections.yaml", directory))
    resources, problems = read_resources(
        [_read(file, directory) for file in files(directory, f"resources/{release}")],
        [_read(file, directory) for file in files(directory, f"resources/{release}/fragments")],
        lexicons,
    )
    if problems:
        raise ProblemError(*problems)
    return Rules(lexicons, sections, resources)


def files(directory: Path, folder: str) -> list[Path]:
    """The YAML files of one folder of the mappings, by name."""
    return sorted((directory / folder).glob("*.yaml"))


def _read(path: Path, directory: Path) -> YamlFile:
    return read_yaml(path, shown_as(path, directory))


def shown_as(path: Path, directory: Path) -> str:
    """The path as problems show it: from the folder of mappings on, so that it is the same on every machine."""
    return (Path(directory.name) / path.relative_to(directory)).as_posix()
