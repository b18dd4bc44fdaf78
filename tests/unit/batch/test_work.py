from __future__ import annotations

import pickle
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import pipeline.batch.work as module
from pipeline.batch.work import Work
from pipeline.model.outcome import Outcome
from pipeline.options import Options
from pipeline.problems import Location, Problem, ProblemError
from pipeline.read import Input
from pipeline.rules import Rules


@pytest.fixture
def item(tmp_path: Path) -> Input:
    file = tmp_path / "a.md"
    file.write_text("# Testamol\n\n## Side Effects\n\n- **Common:** nausea\n")
    return Input(file, "a.md", str(file))


@pytest.fixture
def outcome(item: Input, rules: Rules) -> Outcome:
    return Work(rules, Options())(item)


def test_a_monograph_becomes_an_outcome_under_both_of_its_paths(outcome: Outcome, item: Input) -> None:
    assert (outcome.path, outcome.shown) == ("a.md", item.shown)


def test_an_outcome_can_pass_between_processes(outcome: Outcome) -> None:
    assert pickle.loads(pickle.dumps(outcome)) == outcome


def test_an_input_can_pass_between_processes(item: Input) -> None:
    assert pickle.loads(pickle.dumps(item)) == item


def test_what_cannot_be_read_becomes_the_problem_that_says_why(item: Input, rules: Rules) -> None:
    outcome = Work(rules, Options(), max_size=3)(item)
    assert (outcome.bundle, [problem.code for problem in outcome.problems]) == (None, ["read-too-large"])


class Panic(BaseException):
    """What a compiled parser raises when it fails: no Exception."""


@pytest.mark.parametrize("fault", [ValueError("odd"), RecursionError("deep"), MemoryError(), Panic("panicked")])
def test_a_fault_of_ours_is_an_outcome_that_names_the_monograph_and_keeps_the_trace(
    item: Input, rules: Rules, monkeypatch: pytest.MonkeyPatch, fault: BaseException
) -> None:
    def fail(*_: Any) -> None:
        raise fault

    monkeypatch.setattr(module, "convert", fail)
    outcome = Work(rules, Options())(item)
    (problem,) = outcome.problems
    assert (problem.code, problem.severity, problem.location) == ("internal-error", "error", Location("a.md"))
    assert type(fault).__name__ in problem.message
    assert "in fail" in (outcome.traceback or "")


def test_ctrl_c_is_no_fault_of_ours(item: Input, rules: Rules, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(module, "convert", interrupt)
    with pytest.raises(KeyboardInterrupt):
        Work(rules, Options())(item)


def test_problems_of_a_stage_that_cannot_go_on_are_kept(
    item: Input, rules: Rules, monkeypatch: pytest.MonkeyPatch
) -> None:
    problem = Problem("some-code", "error", "no way on", Location("a.md", 2))

    def refuse(*_: Any) -> None:
        raise ProblemError(problem)

    monkeypatch.setattr(module, "convert", refuse)
    assert Work(rules, Options())(item).problems == (problem,)


def test_problems_are_shown_at_the_path_that_the_user_knows(outcome: Outcome, item: Input) -> None:
    rule = Location("mappings/x.yaml", 4)
    problems = (
        Problem("one", "error", "here", Location("a.md", 2), rule),
        Problem("two", "error", "nowhere"),
        Problem("three", "error", "elsewhere", Location("other.yaml", 1)),
    )
    shown = replace(outcome, problems=problems).shown_problems()
    assert [str(problem.location) for problem in shown] == [f"{item.shown}:2", item.shown, "other.yaml:1"]
    assert shown[0].rule == rule
