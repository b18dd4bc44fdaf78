"""Mapping files -> frozen rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.rules.lexicon import Lexicon, compile_lexicon
from pipeline.rules.sections import Sections, compile_sections
from pipeline.rules.yaml_file import read_yaml


@dataclass(frozen=True, slots=True)
class Rules:
    lexicon: Mapping[str, Lexicon]
    sections: Sections


def mappings_directory() -> Path:
    return Path(__file__).resolve().parents[2] / "mappings"


def load(directory: Path) -> Rules:
    lexicon = {path.stem: compile_lexicon(path.stem, read_yaml(path)) for path in sorted((directory / "lexicon").glob("*.yaml"))}
    return Rules(lexicon, compile_sections(read_yaml(directory / "sections.yaml")))
