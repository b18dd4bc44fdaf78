from __future__ import annotations

import io
import json
from collections.abc import Collection, Iterator

import pytest

from pipeline.problems import Problem
from pipeline.report import Reporter, Verdict
from pipeline.triage import Policy

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


class Takes:
    """A sieve for one code, which has something to say of itself at the end."""

    def __init__(self, code: str) -> None:
        self.code = code
        self.checked: Collection[str] = ()

    def takes(self, problem: Problem, checked: str) -> bool:
        return problem.code == self.code

    def close(self, checked: Collection[str]) -> Iterator[Problem]:
        self.checked = checked
        yield Problem("some-complaint", "information", "about the sieve")

    def summary(self) -> str:
        return f"took {self.code}"


def judged(policy: Policy, *problems: Problem) -> tuple[list[str], Verdict]:
    lines: list[str] = []
    reporter = Reporter("text", io.StringIO(), lines.append, policy=policy)
    reporter.add("a.md", problems)
    reporter.close()
    return lines, reporter.verdict


def test_a_warning_fails_where_the_policy_says_so() -> None:
    assert judged(Policy("error"), WARNING)[1] is Verdict.DONE
    assert judged(Policy("warning"), WARNING)[1] is Verdict.PROBLEMS
    assert judged(Policy("warning"), NOTE)[1] is Verdict.DONE


def test_what_a_sieve_takes_is_neither_told_nor_counted() -> None:
    lines, verdict = judged(Policy(sieves=(Takes("some-error"),)), ERROR, WARNING)
    assert lines == [
        "warning: odd [some-warning]",
        "information: about the sieve [some-complaint]",
        "took some-error",
    ]
    assert verdict is Verdict.DONE


def test_a_fault_of_ours_is_never_taken() -> None:
    assert judged(Policy(sieves=(Takes("internal-error"),)), FAULT)[1] is Verdict.FAULT


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_sieve_learns_at_the_end_which_files_were_looked_at(form: str) -> None:
    sieve = Takes("some-error")
    reporter = Reporter(form, io.StringIO(), lambda _: None, policy=Policy(sieves=(sieve,)))
    reporter.add("clean.md", ())
    reporter.add("a.md", [ERROR])
    reporter.close()
    assert list(sieve.checked) == ["clean.md", "a.md"]
