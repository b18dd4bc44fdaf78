from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from pipeline.cli import main
from pipeline.rules import mappings_directory


@pytest.fixture
def mappings(tmp_path: Path) -> Path:
    return Path(shutil.copytree(mappings_directory(), tmp_path / "mappings"))


def test_sound_mappings_have_no_problem(mappings: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["mappings", "check", str(mappings)]) == 0
    assert capsys.readouterr().err == ""


def test_each_problem_is_a_line_with_its_place(mappings: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (mappings / "lexicon" / "broken.yaml").write_text("terms:\n  a:\n    words: [one]\n    patterns: ['(']\n")
    assert main(["mappings", "check", str(mappings)]) == 1
    (line,) = (line for line in capsys.readouterr().err.splitlines() if "broken.yaml" in line)
    assert line.startswith("mappings/lexicon/broken.yaml:4:")
    assert "[mappings-bad-pattern]" in line


def test_problems_are_shown_in_the_form_that_is_asked_for(mappings: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (mappings / "lexicon" / "broken.yaml").write_text("terms: [")
    assert main(["mappings", "check", str(mappings), "--problems-format", "json"]) == 1
    problems = json.loads(capsys.readouterr().out)
    assert [one["code"] for one in problems if one["location"]["path"].endswith("broken.yaml")] == ["mappings-syntax"]
