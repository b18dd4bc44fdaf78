from __future__ import annotations

import multiprocessing
import os
import signal
import time
from pathlib import Path
from typing import Any

import pytest

from pipeline.batch import Settings
from pipeline.batch.errand import Errand
from pipeline.batch.pool import outcomes
from pipeline.model.outcome import Outcome
from pipeline.problems import Location, ProblemError
from pipeline.read import Input

PAGE = "# Testamol\n\n## Side Effects\n\n- **Common:** nausea\n"
PLAIN = Settings(codes=False)


def inputs(folder: Path, count: int) -> list[Input]:
    found = []
    for number in range(count):
        file = folder / f"{number:03}.md"
        file.write_text(PAGE)
        found.append(Input(file, file.name, str(file)))
    return found


def test_outcomes_are_the_same_and_in_the_same_order_however_many_processes_work(tmp_path: Path) -> None:
    items = inputs(tmp_path, 30)
    (alone, together) = (list(outcomes(items, Errand(PLAIN), jobs)) for jobs in (1, 2))
    assert [outcome.path for outcome in together] == [item.path for item in items]
    assert together == alone


def test_a_few_inputs_are_not_worth_a_process(tmp_path: Path) -> None:
    assert len([next(outcomes(inputs(tmp_path, 2), Errand(PLAIN)))]) == 1
    assert multiprocessing.active_children() == []


def test_nothing_to_do_does_not_even_load_the_rules(tmp_path: Path) -> None:
    assert list(outcomes([], Errand(Settings(mappings=tmp_path / "missing")), 2)) == []


@pytest.mark.parametrize("jobs", [1, 2])
def test_mappings_that_do_not_hold_end_the_run_at_its_beginning(tmp_path: Path, jobs: int) -> None:
    items = inputs(tmp_path, 4)
    with pytest.raises(ProblemError) as raised:
        next(outcomes(items, Errand(Settings(mappings=tmp_path / "missing")), jobs))
    assert all(problem.is_error for problem in raised.value.problems)


class Deadly(Settings):
    """Settings whose work kills its own process over one monograph."""

    def start(self) -> Any:
        work = super().start()

        def convert(item: Input) -> Outcome:
            if item.path == "005.md":
                os.kill(os.getpid(), signal.SIGKILL)
            return work(item)

        return convert


def test_a_process_that_dies_costs_its_own_monograph_alone(tmp_path: Path) -> None:
    found = list(outcomes(inputs(tmp_path, 20), Errand(Deadly(codes=False)), 2))
    assert [outcome.path for outcome in found if not outcome.ok] == ["005.md"]
    (problem,) = found[5].problems
    assert (problem.code, problem.severity, problem.location) == ("worker-died", "error", Location("005.md"))


def test_a_run_that_is_left_early_leaves_no_process(tmp_path: Path) -> None:
    found = outcomes(inputs(tmp_path, 20), Errand(PLAIN), 2)
    next(found)
    found.close()  # type: ignore[attr-defined]
    for _ in range(100):
        if not multiprocessing.active_children():
            break
        time.sleep(0.05)
    assert multiprocessing.active_children() == []
