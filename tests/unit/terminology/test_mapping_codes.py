"""Codes that stand written out in mapping files."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pipeline.rules import mappings_directory
from pipeline.terminology.audit import Audit
from pipeline.terminology.load import load_index
from pipeline.terminology.mapping_codes import written_codes


def found(folder: Path) -> list[tuple[str, str]]:
    problems = written_codes(Audit(folder, load_index(folder, plugged=False)))
    return [(problem.code, f"{problem.location}".rpartition("mappings/")[2]) for problem in problems]


@pytest.fixture(scope="module")
def mappings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(mappings_directory(), tmp_path_factory.mktemp("codes") / "mappings"))


def test_the_codes_of_the_shipped_mappings_are_real(mappings: Path) -> None:
    assert found(mappings) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "code"),
    [
        ("lexicon/frequency-codes.yaml", "code: rare,", "code: raer,", "terminology-unknown-code"),
        ("lexicon/frequency-codes.yaml", "display: Rare}", "display: Seldom}", "terminology-wrong-display"),
        ("sections.yaml", "code: 34067-9", "code: 34067-8", "terminology-bad-code"),
    ],
)
def test_a_code_that_is_not_real_is_told_with_its_line(
    file: str, old: str, new: str, code: str, mappings: Path
) -> None:
    path = mappings / file
    text = path.read_text()
    path.write_text(text.replace(old, new, 1))
    line = text[: text.index(old)].count("\n") + 1
    try:
        ((told, place),) = found(mappings)
    finally:
        path.write_text(text)
    assert (told, place.split(":")[:2]) == (code, [file, str(line)])
