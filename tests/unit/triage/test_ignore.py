"""What an ignore file accepts, and what is wrong with one; cases in tests/triage/{ok,err}."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from pipeline.problems import Location, Problem, ProblemError
from pipeline.triage.ignore import Ignored, read_ignored
from tests.conftest import ROOT

CASES = ROOT / "tests" / "triage"
TODAY = date(2030, 6, 1)
SYSTEM = Problem("fhir-coding-system", "error", "name it", Location("out/a.json"), resource="Medication/a")


def ignored(tmp_path: Path, *entries: str, today: date = TODAY) -> Ignored:
    """The sieve of these entries, all with a reason and, if they name no other, without an end."""
    rows = [f"  - {{{entry}, reason: a reason of this test" for entry in entries]
    ends = ["}" if "expires" in entry else ", expires: never}" for entry in entries]
    path = tmp_path / "ignore.yaml"
    path.write_text("\n".join(["ignore:", *map("".join, zip(rows, ends, strict=True))]), encoding="utf-8")
    return read_ignored(path, today)


@pytest.mark.parametrize("path", sorted((CASES / "ok").glob("*.yaml")), ids=lambda path: path.stem)
def test_a_sound_file_is_read(path: Path) -> None:
    assert read_ignored(path, TODAY).summary() == ""


@pytest.mark.parametrize("path", sorted((CASES / "err").glob("*.yaml")), ids=lambda path: path.stem)
def test_every_mistake_is_named_with_its_place(path: Path) -> None:
    wanted = path.read_text(encoding="utf-8").split("\n")[0].removeprefix("# ")
    with pytest.raises(ProblemError) as caught:
        read_ignored(path, TODAY)
    found = [f"{p.code} {str(p.location).removeprefix(f'{path}:')}" for p in caught.value.problems]
    assert found == [wanted]


def test_a_file_that_is_not_there_is_a_problem(tmp_path: Path) -> None:
    with pytest.raises(ProblemError, match="cannot be read"):
        read_ignored(tmp_path / "absent.yaml", TODAY)


@pytest.mark.parametrize(
    ("entry", "is_taken"),
    [
        ("code: fhir-coding-system", True),
        ("code: fhir-coding-*", True),
        ("code: fhir-coding-code", False),
        ("code: fhir-coding-system, path: out/*.json", True),
        ("code: fhir-coding-system, path: '*.json'", True),
        ("code: fhir-coding-system, path: in/*", False),
        ("code: fhir-coding-system, resource: Medication/*", True),
        ("code: fhir-coding-system, resource: Group/*", False),
    ],
)
def test_an_entry_takes_what_its_code_path_and_resource_fit(tmp_path: Path, entry: str, is_taken: bool) -> None:
    assert ignored(tmp_path, entry).takes(SYSTEM, "out/a.json") is is_taken


def test_a_problem_without_a_place_stands_in_the_file_that_was_checked(tmp_path: Path) -> None:
    sieve = ignored(tmp_path, "code: read-empty, path: in/*")
    assert sieve.takes(Problem("read-empty", "error", "no words"), "in/a.md")
    assert not sieve.takes(Problem("read-empty", "error", "no words"), "other/a.md")


@pytest.mark.parametrize(("today", "is_taken"), [(date(2030, 6, 1), True), (date(2030, 6, 2), False)])
def test_an_entry_holds_to_the_end_of_its_last_day_and_is_told_of_after(
    tmp_path: Path, today: date, is_taken: bool
) -> None:
    sieve = ignored(tmp_path, "code: fhir-coding-system, expires: 2030-06-01", today=today)
    assert sieve.takes(SYSTEM, "out/a.json") is is_taken
    found = [(problem.code, problem.severity, problem.location) for problem in sieve.close(["out/a.json"])]
    place = Location(str(tmp_path / "ignore.yaml"), 2, 5)
    assert found == ([] if is_taken else [("ignore-expired", "warning", place)])


def test_an_entry_that_nothing_needs_is_told_of(tmp_path: Path) -> None:
    sieve = ignored(tmp_path, "code: fhir-coding-system", "code: trace-words")
    assert sieve.takes(SYSTEM, "out/a.json")
    (unused,) = sieve.close(["out/a.json"])
    assert (unused.code, unused.location and unused.location.line) == ("ignore-unused", 3)


def test_an_entry_for_files_that_were_not_looked_at_is_left_in_peace(tmp_path: Path) -> None:
    sieve = ignored(tmp_path, "code: trace-words, path: old/*.ndjson")
    assert list(sieve.close(["out/a.json"])) == []
    assert [problem.code for problem in sieve.close(["old/a.ndjson:3"])] == ["ignore-unused"]


def test_of_two_entries_that_fit_neither_is_unused(tmp_path: Path) -> None:
    sieve = ignored(tmp_path, "code: fhir-coding-system", "code: fhir-*")
    assert sieve.takes(SYSTEM, "out/a.json")
    assert list(sieve.close(["out/a.json"])) == []


def test_what_was_ignored_is_counted(tmp_path: Path) -> None:
    sieve = ignored(tmp_path, "code: fhir-coding-system")
    assert [sieve.takes(SYSTEM, "out/a.json") for _ in range(2)] == [True, True]
    assert sieve.summary() == "2 ignored"
