"""A baseline takes what was there before, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.problems import Location, Problem, ProblemError
from pipeline.triage.baseline import Known, Record, read_known
from pipeline.triage.fingerprint import fingerprint
from pipeline.triage.schemas import validator

FILE = "out/a.json"
CODING = Problem(
    "fhir-coding-system",
    "error",
    "name the system",
    Location(FILE, 12, 3),
    resource="Medication/a",
    element="Medication.code.coding[0]",
)
EMPTY = Problem("read-empty", "error", "line 3 has no words")


def known(path: Path, problems: Iterable[Problem]) -> Known:
    record = Record(path)
    for problem in problems:
        record.takes(problem, FILE)
    assert list(record.close([FILE])) == []
    return read_known(path)


@pytest.mark.parametrize(
    "moved",
    [
        replace(CODING, location=Location(FILE, 99)),
        replace(CODING, rule=Location("mappings/x.yaml", 4)),
        replace(CODING, message="said in other words"),
        replace(CODING, element="Medication.code.coding[7]"),
    ],
)
def test_a_problem_that_moved_is_the_same(moved: Problem) -> None:
    assert fingerprint(moved, FILE) == fingerprint(CODING, FILE)


@pytest.mark.parametrize(
    "other",
    [
        replace(CODING, code="fhir-coding-code"),
        replace(CODING, location=Location("out/b.json", 12, 3)),
        replace(CODING, resource="Medication/b"),
        replace(CODING, element="Medication.doseForm.coding[0]"),
        replace(CODING, element=None),
    ],
)
def test_a_problem_of_another_code_file_resource_or_element_is_another(other: Problem) -> None:
    assert fingerprint(other, FILE) != fingerprint(CODING, FILE)


def test_without_an_element_the_words_of_the_message_tell_problems_apart_but_not_its_figures() -> None:
    assert fingerprint(EMPTY, FILE) == fingerprint(replace(EMPTY, message="line 14 has no words"), FILE)
    assert fingerprint(EMPTY, FILE) != fingerprint(replace(EMPTY, message="no heading"), FILE)


def test_known_problems_are_taken_as_often_as_they_were_there(tmp_path: Path) -> None:
    sieve = known(tmp_path / "baseline.json", [CODING, CODING])
    assert [sieve.takes(CODING, FILE) for _ in range(3)] == [True, True, False]
    assert sieve.summary() == "2 known before"


def test_two_problems_in_one_list_are_one_entry(tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    second = replace(CODING, element="Medication.code.coding[1]")
    assert known(path, [CODING, second]).takes(second, FILE)
    (entry,) = json.loads(path.read_text())["problems"]
    assert (entry["element"], entry["times"]) == ("Medication.code.coding", 2)


def test_a_new_problem_is_not_taken(tmp_path: Path) -> None:
    sieve = known(tmp_path / "baseline.json", [CODING])
    assert not sieve.takes(EMPTY, FILE)


def test_problems_that_are_gone_are_told_of_once_if_their_files_were_looked_at(tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    (gone,) = known(path, [CODING, CODING, EMPTY]).close([FILE])
    assert (gone.code, gone.severity, gone.message.split()[0]) == ("baseline-mended", "information", "3")
    assert list(known(path, [CODING]).close(["out/other.json"])) == []


def test_information_is_not_recorded(tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    record = Record(path)
    assert not record.takes(replace(CODING, severity="information"), FILE)
    assert record.takes(replace(CODING, severity="warning"), FILE)
    assert list(record.close([FILE])) == []
    assert record.summary() == f"1 written to {path}"


problems = st.builds(
    Problem,
    st.sampled_from(["a-code", "b-code"]),
    st.just("error"),
    st.text(max_size=5),
    st.none() | st.builds(Location, st.sampled_from([FILE, "out/ü .json"])),
    resource=st.none() | st.text(min_size=1, max_size=5),
    element=st.none() | st.text("a.[0]", min_size=1, max_size=6),
)


@given(st.lists(problems), st.randoms())
def test_a_baseline_takes_all_that_it_was_written_of_in_any_order(
    tmp_path_factory: pytest.TempPathFactory, found: list[Problem], random: object
) -> None:
    path = tmp_path_factory.mktemp("any") / "baseline.json"
    sieve = known(path, found)
    first = path.read_bytes()
    assert all(sieve.takes(problem, FILE) for problem in found)
    assert list(sieve.close([FILE, "out/ü .json"])) == []
    assert list(validator("baseline").iter_errors(json.loads(first))) == []
    random.shuffle(found)  # type: ignore[attr-defined]
    known(path, found)
    assert path.read_bytes() == first


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("no JSON", "baseline-unreadable"),
        ("[]", "baseline-schema"),
        ('{"version": 2, "problems": []}', "baseline-schema"),
        ('{"version": 1, "problems": [{"fingerprint": "x"}]}', "baseline-schema"),
    ],
)
def test_what_is_no_baseline_is_a_problem(tmp_path: Path, text: str, code: str) -> None:
    path = tmp_path / "baseline.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ProblemError) as caught:
        read_known(path)
    assert [(problem.code, problem.location) for problem in caught.value.problems] == [(code, Location(str(path)))]


def test_a_baseline_that_cannot_be_written_is_a_problem(tmp_path: Path) -> None:
    record = Record(tmp_path / "no" / "baseline.json")
    assert [problem.code for problem in record.close([])] == ["baseline-unwritable"]
    assert record.summary() == ""
