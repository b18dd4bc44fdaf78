from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.cli import main

PAGE = "# Testamol\n\n## Usage\nTestamol is used to treat mild pain.\n\n## Side Effects\n- **Common:** nausea\n"


@pytest.fixture
def outputs(tmp_path: Path) -> tuple[str, str]:
    for name, page in (("old", PAGE), ("new", PAGE.replace("Common", "Rare").replace("mild pain", "<b>pain"))):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.md").write_text(page)
        assert main(["convert", str(tmp_path / name), "-o", str(tmp_path / f"{name}-out"), "--no-codes"]) == 0
    return str(tmp_path / "old-out"), str(tmp_path / "new-out")


def test_outputs_that_say_the_same_do_not_differ(outputs: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert main(["diff", outputs[0], outputs[0]]) == 0
    assert capsys.readouterr().out == "0 of 1 monographs differ; facts 4 -> 4: 0 added, 0 removed, 0 changed\n"


def test_each_difference_has_its_line_and_what_of_it_changed(
    outputs: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert main(["diff", *outputs]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert "a:7: changed undesirable-effect: nausea" in lines
    assert "    undesirableEffect.frequencyOfOccurrence.text: Common -> Rare" in lines


def test_as_json_every_change_has_before_and_after(
    outputs: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert main(["diff", *outputs, "--format", "json"]) == 1
    report = json.loads(capsys.readouterr().out)
    assert report["total"]["differing"] == 1
    (change,) = (one for one in report["changes"] if one["kind"] == "undesirable-effect")
    expected = {"field": "undesirableEffect.frequencyOfOccurrence.text", "before": "Common", "after": "Rare"}
    assert expected in change["differences"]


def test_the_page_is_whole_and_the_monographs_words_are_no_markup(
    outputs: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert main(["diff", *outputs, "--format", "html"]) == 1
    page = capsys.readouterr().out
    assert page.startswith("<!DOCTYPE html>")
    assert "default-src 'none'" in page
    assert "<del>Common</del> <ins>Rare</ins>" in page
    assert "<b>" not in page


def test_a_folder_without_bundles_is_one_line(
    outputs: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["diff", outputs[0], str(tmp_path / "old")]) == 1
    assert "holds no bundle [diff-no-bundle]" in capsys.readouterr().err
