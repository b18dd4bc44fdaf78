from __future__ import annotations

import io
import json

import pytest

from pipeline.problems import Problem
from pipeline.report import Reporter, Verdict

ERROR = Problem("some-error", "error", "wrong")
WARNING = Problem("some-warning", "warning", "odd")
NOTE = Problem("some-note", "information", "worth knowing")
FAULT = Problem("internal-error", "error", "ours")


def report(form: str, *problems: Problem, verbose: bool = False) -> tuple[list[str], str, Verdict]:
    lines: list[str] = []
    out = io.StringIO()
    reporter = Reporter(form, out, lines.append, verbose=verbose)
    for problem in problems:
        reporter.add("a.md", [problem])
    reporter.close()
    return lines, out.getvalue(), reporter.verdict


def test_text_is_said_line_by_line_and_leaves_standard_output_alone() -> None:
    lines, out, _ = report("text", ERROR, WARNING)
    assert lines == ["error: wrong [some-error]", "warning: odd [some-warning]"]
    assert out == ""


def test_what_is_only_worth_knowing_is_said_on_request() -> None:
    assert report("text", NOTE)[0] == []
    assert report("text", NOTE, verbose=True)[0] == ["information: worth knowing [some-note]"]


def test_a_document_holds_everything_and_nothing_is_said() -> None:
    lines, out, _ = report("json", ERROR, NOTE)
    assert lines == []
    assert [problem["code"] for problem in json.loads(out)] == ["some-error", "some-note"]


@pytest.mark.parametrize(
    ("problems", "verdict"),
    [
        ((), Verdict.DONE),
        ((WARNING, NOTE), Verdict.DONE),
        ((WARNING, ERROR, NOTE), Verdict.PROBLEMS),
        ((FAULT, ERROR), Verdict.FAULT),
        ((ERROR, FAULT, WARNING), Verdict.FAULT),
    ],
)
@pytest.mark.parametrize("form", ["text", "sarif"])
def test_the_verdict_is_that_of_the_worst_problem(form: str, problems: tuple[Problem, ...], verdict: Verdict) -> None:
    assert report(form, *problems)[2] is verdict
