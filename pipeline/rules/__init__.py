"""Mapping files -> frozen rules, each knowing its file and line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.problems import ProblemError
from pipeline.rules.expression import Expression, ResourceRule
from pipeline.rules.files import concepts_of, mappings_directory, shown_as, yaml_files
from pipeline.rules.kept import kept
from pipeline.rules.lexicon import Lexicon, Lexicons, compile_lexicon
from pipeline.rules.pattern_parts import read_mapping
from pipeline.rules.resources import read_resources
from pipeline.rules.sections import Sections, compile_sections
from pipeline.rules.sieve import Sieve
from pipeline.rules.told import told_by_check
from pipeline.rules.wording import Wording, compile_wording
from pipeline.rules.yaml_file import YamlFile

__all__ = ["Rules", "load", "mappings_directory"]


@dataclass(frozen=True, slots=True, eq=False)
class Rules:
    """All that the mapping files say. Compared by identity: a run loads them once.

    `resources` and `dosage` (the FHIR Dosage of a regimen that stands in no monograph) are of one FHIR release.
    """

    lexicon: Mapping[str, Lexicon]
    sections: Sections
    wording: Wording
    resources: tuple[ResourceRule, ...] = ()
    dosage: Expression | None = None


def load(directory: Path | None = None, release: str = "r5") -> Rules:
    """Every mapping file below `directory` (default: the ones that come with monofhir), read now or from the cache.

    Raises ProblemError with all that is wrong where a run cannot go on.
    """
    directory = directory or mappings_directory()
    with told_by_check(directory, release):
        return kept(directory, release, lambda: _load(directory, release))


def _load(directory: Path, release: str) -> Rules:
    words = yaml_files(directory, "lexicon")
    sieve = Sieve()
    lexicons = Lexicons(
        {path.stem: compile_lexicon(path.stem, _read(path, directory), sieve) for path in words},
        shown_as(directory / "lexicon", directory),
    )
    sections = compile_sections(_read(directory / "sections.yaml", directory))
    wording = compile_wording(_read(directory / "dosage-text.yaml", directory))
    resources, dosage, problems = read_resources(
        [_read(path, directory) for path in yaml_files(directory, f"resources/{release}")],
        [_read(path, directory) for path in yaml_files(directory, f"resources/{release}/fragments")],
        lexicons,
        concepts_of(directory),
    )
    if problems:
        raise ProblemError(*problems)
    if not resources:
        raise LookupError(directory)
    return Rules(lexicons, sections, wording, resources, dosage)


def _read(path: Path, directory: Path) -> YamlFile:
    return read_mapping(path, shown_as(path, directory))
