from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pipeline.deliver.records import recording
from pipeline.model.coverage import Counts, Coverage, Filler, Residue
from pipeline.model.document import Span
from pipeline.model.outcome import Outcome
from pipeline.problems import Location, Problem

GOOD = Outcome(
    "b.md",
    "in/b.md",
    (Problem("some-doubt", "warning", "a doubt", Location("b.md", 3)),),
    b"{}",
    {"warning": 1, "dosage": 2},
    (Residue(Span(4, 9), "dosage", "Ask a pharmacist.", 7),),
    Coverage(
        {"usage": Counts(4, 1, 0), "dosage": Counts(3, 1, 1)},
        (
            Filler(Span(1, 2), "usage", "Ask.", 3, "filler/advice"),
            Filler(Span(10, 20), "dosage", "See.", 8, "filler/page"),
        ),
    ),
)
BAD = Outcome("a.md", "in/a.md", (Problem("read-empty", "error", "the file is empty", Location("a.md")),))


def record(folder: Path, *outcomes: Outcome) -> tuple[list[Any], list[Any], list[Any], Any]:
    with recording(folder) as records:
        for outcome in outcomes:
            records.add(outcome)
    names = ("problems.jsonl", "residue.jsonl", "filler.jsonl")
    problems, residue, filler = ([json.loads(line) for line in (folder / name).open()] for name in names)
    return problems, residue, filler, json.loads((folder / "summary.json").read_text())


def test_each_problem_and_each_sentence_left_over_is_a_line_that_names_its_monograph(tmp_path: Path) -> None:
    problems, residue, filler, _ = record(tmp_path, GOOD, BAD)
    assert [(line["monograph"], line["code"], line["location"]["line"]) for line in problems] == [
        ("b.md", "some-doubt", 3),
        ("a.md", "read-empty", None),
    ]
    assert residue == [
        {
            "monograph": "b.md",
            "span": {"start": 4, "end": 9},
            "section": "dosage",
            "text": "Ask a pharmacist.",
            "line": 7,
        }
    ]
    assert [(line["monograph"], line["line"], line["rule"]) for line in filler] == [
        ("b.md", 3, "filler/advice"),
        ("b.md", 8, "filler/page"),
    ]


def test_the_summary_counts_for_each_monograph_and_for_all(tmp_path: Path) -> None:
    *_, summary = record(tmp_path, GOOD, BAD, GOOD)
    assert summary["totals"] == {
        "monographs": 3,
        "converted": 2,
        "facts": {"dosage": 4, "warning": 2},
        "sentences": 20,
        "covered": 14,
        "filler": 4,
        "residue": 2,
        "problems": {"read-empty": 1, "some-doubt": 2},
    }
    assert summary["monographs"][0] == {
        "monograph": "b.md",
        "converted": True,
        "facts": {"dosage": 2, "warning": 1},
        "sentences": 10,
        "covered": 7,
        "filler": 2,
        "residue": 1,
        "sections": {
            "usage": {"sentences": 5, "covered": 4, "filler": 1, "residue": 0},
            "dosage": {"sentences": 5, "covered": 3, "filler": 1, "residue": 1},
        },
        "problems": {"some-doubt": 1},
    }


@pytest.mark.parametrize("count", [0, 1, 3])
def test_the_summary_is_laid_out_like_any_indented_json(tmp_path: Path, count: int) -> None:
    *_, summary = record(tmp_path, *[GOOD] * count)
    assert (tmp_path / "summary.json").read_text() == json.dumps(summary, indent=2) + "\n"


def test_a_run_over_nothing_still_writes_all_files(tmp_path: Path) -> None:
    problems, residue, filler, summary = record(tmp_path)
    assert (problems, residue, filler, summary["monographs"]) == ([], [], [], [])


def test_the_records_of_an_earlier_run_are_replaced(tmp_path: Path) -> None:
    record(tmp_path, GOOD)
    problems, residue, filler, _ = record(tmp_path, BAD)
    assert [line["code"] for line in problems] == ["read-empty"]
    assert residue == filler == []
