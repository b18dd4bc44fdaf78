"""A check as a gate for CI: what fails, what is ignored, what was known before. `verify` stands for every check."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.cli import main

PAGE = "# Testamol\n\n## Usage\nTestamol is used to treat mild pain.\n\n## Side Effects\n- **Common:** nausea\n"
ACCEPTED = "ignore:\n  - {code: trace-*, path: out/*, reason: the source was retyped by hand, expires: %s}\n"


@pytest.fixture(autouse=True)
def one_wrong_bundle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    Path("in").mkdir()
    Path("in/a.md").write_text(PAGE)
    assert main(["convert", "in", "--output", "out"]) == 0
    Path("out/a.json").write_text(Path("out/a.json").read_text().replace('"nausea"', '"vertigo"'))
    capsys.readouterr()


def check(capsys: pytest.CaptureFixture[str], *options: str) -> tuple[int, str]:
    """The exit code, and what was said."""
    code = main(["verify", "out", "--source", "in", *options])
    return code, capsys.readouterr().err


def test_what_is_accepted_does_not_fail(capsys: pytest.CaptureFixture[str]) -> None:
    Path("ignore.yaml").write_text(ACCEPTED % "never")
    code, said = check(capsys, "--ignore", "ignore.yaml")
    assert code == 0
    assert "trace-words" not in said
    assert "1 ignored" in said


def test_what_was_accepted_too_long_ago_fails_and_the_entry_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    Path("ignore.yaml").write_text(ACCEPTED % "2020-01-31")
    code, said = check(capsys, "--ignore", "ignore.yaml")
    assert code == 1
    assert "[trace-words]" in said
    assert "ignore.yaml:2:5: warning: 'trace-*' was accepted until 2020-01-31" in said


def test_an_entry_that_is_not_needed_fails_where_warnings_do(capsys: pytest.CaptureFixture[str]) -> None:
    Path("ignore.yaml").write_text(
        ACCEPTED % "never" + (ACCEPTED % "never").split("\n")[1].replace("trace", "read") + "\n"
    )
    assert check(capsys, "--ignore", "ignore.yaml")[0] == 0
    code, said = check(capsys, "--ignore", "ignore.yaml", "--fail-on", "warning")
    assert code == 1
    assert "[ignore-unused]" in said


def test_an_ignore_file_that_is_not_right_is_a_problem_with_its_place(capsys: pytest.CaptureFixture[str]) -> None:
    Path("ignore.yaml").write_text("ignore:\n  - {code: trace-words}\n")
    code, said = check(capsys, "--ignore", "ignore.yaml")
    assert code == 1
    assert said.startswith("ignore.yaml:2:5: error: 'reason' is a required property [ignore-schema]")


def test_a_baseline_lets_pass_what_was_there_and_nothing_new(capsys: pytest.CaptureFixture[str]) -> None:
    code, said = check(capsys, "--baseline", "known.json", "--write-baseline")
    assert code == 0
    assert "1 written to known.json" in said
    code, said = check(capsys, "--baseline", "known.json")
    assert code == 0
    assert "1 known before" in said
    Path("out/a.json").write_text(Path("out/a.json").read_text().replace('"mild pain"', '"gout"'))
    assert check(capsys, "--baseline", "known.json")[0] == 1


def test_a_baseline_says_when_it_can_shrink(capsys: pytest.CaptureFixture[str]) -> None:
    check(capsys, "--baseline", "known.json", "--write-baseline")
    Path("out/a.json").write_text(Path("out/a.json").read_text().replace('"vertigo"', '"nausea"'))
    code, said = check(capsys, "--baseline", "known.json")
    assert code == 0
    assert "[baseline-mended]" in said


def test_a_baseline_that_is_not_there_or_not_named_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    code, said = check(capsys, "--baseline", "known.json")
    assert code == 2
    assert "--write-baseline makes it" in said
    assert check(capsys, "--write-baseline")[0] == 2


def test_a_report_lists_what_is_wrong_with_the_ignore_file_too(capsys: pytest.CaptureFixture[str]) -> None:
    Path("ignore.yaml").write_text(ACCEPTED % "2020-01-31")
    assert main(["verify", "out", "--source", "in", "--ignore", "ignore.yaml", "--format", "json"]) == 1
    assert {problem["code"] for problem in json.loads(capsys.readouterr().out)} == {"trace-words", "ignore-expired"}
