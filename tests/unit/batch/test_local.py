from __future__ import annotations

import json
import os
import signal
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from pipeline.batch.ledger import ledger
from pipeline.batch.local import Output, Run, convert_changed
from pipeline.model.outcome import Outcome
from pipeline.problems import Problem
from pipeline.read import Input

INPUTS = [Input(Path(name), name, f"in/{name}") for name in ("a.md", "b.md", "c.md")]


def work(item: Input) -> Outcome:
    return Outcome(item.path, item.shown, bundle=item.path.encode())


def run(folder: Path, work: Callable[[Input], Outcome] = work, **options: Any) -> Run:
    with ledger(folder, "as ever") as known:
        return convert_changed(INPUTS, partial(map, work), Output(folder), known, options.get("tell", lambda *_: None))


def state(folder: Path) -> tuple[list[str], list[str]]:
    """The bundles in place, and the monographs that the summary says were converted."""
    summary = json.loads((folder / "summary.json").read_text())
    bundles = sorted(path.name for path in folder.glob("*.json") if path.name != "summary.json")
    return bundles, [row["monograph"] for row in summary["monographs"] if row["converted"]]


def test_every_input_is_converted_delivered_recorded_and_told(tmp_path: Path) -> None:
    told: list[str] = []
    done = run(tmp_path, tell=lambda outcome, _: told.append(outcome.path))
    assert done.interruption is None
    assert done.totals.monographs == 3
    assert told == ["a.md", "b.md", "c.md"]
    assert state(tmp_path) == (["a.json", "b.json", "c.json"], ["a.md", "b.md", "c.md"])


def test_work_is_asked_for_one_input_at_a_time_so_that_no_bundle_waits_in_memory(tmp_path: Path) -> None:
    events: list[str] = []

    def noted(item: Input) -> Outcome:
        events.append(f"work {item.path}")
        return work(item)

    run(tmp_path, noted, tell=lambda outcome, _: events.append(f"told {outcome.path}"))
    assert events == [f"{what} {name}" for name in ("a.md", "b.md", "c.md") for what in ("work", "told")]


def test_ctrl_c_during_the_work_leaves_what_was_finished_and_complete_records(tmp_path: Path) -> None:
    def interrupted(item: Input) -> Outcome:
        if item.path == "c.md":
            os.kill(os.getpid(), signal.SIGINT)
        return work(item)

    assert isinstance(run(tmp_path, interrupted).interruption, KeyboardInterrupt)
    assert state(tmp_path) == (["a.json", "b.json"], ["a.md", "b.md"])
    assert not list(tmp_path.glob(".*.tmp"))


def test_ctrl_c_during_a_write_waits_until_it_is_written_and_recorded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace = Path.replace

    def interrupted(self: Path, target: Path) -> Path:
        if target.name == "b.json":
            os.kill(os.getpid(), signal.SIGINT)
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", interrupted)
    assert isinstance(run(tmp_path).interruption, KeyboardInterrupt)
    assert state(tmp_path) == (["a.json", "b.json"], ["a.md", "b.md"])


def test_ctrl_c_works_as_before_after_a_run(tmp_path: Path) -> None:
    before = signal.getsignal(signal.SIGINT)
    run(tmp_path)
    assert signal.getsignal(signal.SIGINT) is before


def test_a_run_outside_the_main_thread_is_a_run_like_any_other(tmp_path: Path) -> None:
    thread = threading.Thread(target=run, args=(tmp_path,))
    thread.start()
    thread.join()
    assert state(tmp_path)[0] == ["a.json", "b.json", "c.json"]


def test_a_reader_who_leaves_ends_the_run_with_complete_records(tmp_path: Path) -> None:
    def unread(outcome: Outcome, _before: bytes | None) -> None:
        if outcome.path == "b.md":
            raise BrokenPipeError

    assert isinstance(run(tmp_path, tell=unread).interruption, BrokenPipeError)
    assert state(tmp_path) == (["a.json", "b.json"], ["a.md", "b.md"])


def test_a_bundle_that_cannot_be_written_is_a_problem_of_its_monograph_alone(tmp_path: Path) -> None:
    (tmp_path / "b.json").mkdir()
    (tmp_path / "b.json" / "in the way").touch()
    told: dict[str, list[str]] = {}

    def tell(outcome: Outcome, _before: bytes | None) -> None:
        told[outcome.path] = [problem.code for problem in outcome.problems]

    run(tmp_path, tell=tell)
    assert told == {"a.md": [], "b.md": ["write-failed"], "c.md": []}
    assert state(tmp_path)[1] == ["a.md", "c.md"]


def test_a_full_disk_is_named_and_leaves_nothing_half_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    replace = Path.replace

    def full(self: Path, target: Path) -> Path:
        if target.name == "b.json":
            raise OSError(28, "No space left on device")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", full)
    done = run(tmp_path)
    assert done.totals.problems == {"write-disk-full": 1}
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        ".monofhir.sqlite", "a.json", "c.json", "filler.jsonl", "problems.jsonl", "residue.jsonl", "summary.json",
    ]  # fmt: skip


def test_a_failed_monograph_does_not_stop_the_others(tmp_path: Path) -> None:
    def failing(item: Input) -> Outcome:
        wrong = (Problem("some-code", "error", "something is wrong"),) if item.path == "a.md" else ()
        return Outcome(item.path, item.shown, wrong, b"{}")

    run(tmp_path, failing)
    assert state(tmp_path) == (["b.json", "c.json"], ["b.md", "c.md"])
