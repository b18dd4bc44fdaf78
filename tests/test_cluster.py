"""Runs on Dask clusters with worker processes: as on one machine, whatever happens to the workers."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psutil
import pytest
from distributed import LocalCluster

from pipeline.batch import LOCAL, Output, Plan, Run, Settings, connection, convert_all
from pipeline.batch.agreement import Surroundings
from pipeline.batch.fingerprint import program
from pipeline.cli import main
from pipeline.model.outcome import Outcome
from pipeline.problems import Problem, ProblemError
from pipeline.read import Input, discover

PAGE = """# Testamol

## Usage
Testamol is used to treat mild pain.

## Side Effects
- **Common:** nausea, headache
"""
PLAIN = Settings(codes=False)


@pytest.fixture
def monographs(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    for number in range(60):
        file = folder / f"{number % 3}" / f"{number:02}.md"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(PAGE.replace("nausea", f"nausea {number}") if number != 7 else "")
    return folder


def convert(
    monographs: Path, output: Path, settings: Settings = PLAIN, *, cluster: str | None = LOCAL, jobs: int = 2
) -> Run:
    plan = Plan(Output(output), jobs if cluster else 1, cluster=cluster)
    return convert_all(discover([str(monographs)]), settings, plan, lambda *_: None, lambda _: None)


def written(folder: Path) -> dict[str, bytes]:
    files = (file for file in sorted(folder.rglob("*")) if file.is_file() and file.name != ".monofhir.sqlite")
    return {str(file.relative_to(folder)): file.read_bytes() for file in files}


class Troubled(Settings):
    """Settings whose work ends its own process over one monograph: each time, or the first time only."""

    def start(self) -> Any:
        work = super().start()

        def convert(item: Input) -> Outcome:
            if item.path == "1/31.md" and self.is_deadly(item):
                os.kill(os.getpid(), signal.SIGKILL)
            return work(item)

        return convert

    def is_deadly(self, item: Input) -> bool:
        return True


class TroubledOnce(Troubled):
    def is_deadly(self, item: Input) -> bool:
        assert isinstance(item.file, Path)
        mark = item.file.parents[2] / "died"
        was_there = mark.exists()
        mark.touch()
        return not was_there


def test_a_worker_that_is_killed_in_mid_run_changes_nothing(monographs: Path, tmp_path: Path) -> None:
    convert(monographs, tmp_path / "alone", cluster=None)
    done = convert(monographs, tmp_path / "together", TroubledOnce(codes=False))
    assert (tmp_path / "died").exists()
    assert done.totals.converted == 59
    assert written(tmp_path / "together") == written(tmp_path / "alone")


def test_a_monograph_that_kills_its_worker_again_and_again_costs_itself_alone(
    monographs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "LOSSES", 1)  # each costs the start of a worker
    convert(monographs, tmp_path / "alone", cluster=None)
    done = convert(monographs, tmp_path / "together", Troubled(codes=False), jobs=1)
    assert done.totals.converted == 58
    assert done.totals.problems["worker-died"] == 1
    bundles = {name for name in written(tmp_path / "together") if name.endswith(".json")}
    assert bundles == {name for name in written(tmp_path / "alone") if name.endswith(".json")} - {"1/31.json"}


def test_ctrl_c_cancels_the_rest_and_leaves_complete_records(monographs: Path, tmp_path: Path) -> None:
    for number in range(60, 400):
        (monographs / f"{number}.md").write_text(PAGE)
    output = tmp_path / "out"
    command = [sys.executable, "-m", "pipeline", "convert", str(monographs), "-o", str(output), "--no-codes"]
    process = subprocess.Popen(
        [*command, "--cluster", "local", "--jobs", "2"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,  # so that the signal reaches the workers too, as it does in a terminal
    )
    while not list(output.rglob("0*.json")):
        assert process.poll() is None
        time.sleep(0.02)
    children = psutil.Process(process.pid).children(recursive=True)
    os.killpg(process.pid, signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130, said.decode()
    assert b"Traceback" not in said
    rows = json.loads((output / "summary.json").read_text())["monographs"]
    assert 0 < len(rows) < 400
    assert {row["monograph"] for row in rows if row["converted"]} == {
        file.relative_to(output).with_suffix(".md").as_posix()
        for file in output.rglob("*.json")
        if file.name != "summary.json"
    }
    assert not list(output.rglob(".*.tmp"))
    assert psutil.wait_procs(children, timeout=10)[1] == []


@pytest.fixture(scope="module")
def scheduler() -> Iterator[LocalCluster]:
    with LocalCluster(n_workers=1, threads_per_worker=2, dashboard_address=":0") as cluster:
        yield cluster


def test_a_cluster_that_runs_already_does_the_same(
    monographs: Path, tmp_path: Path, scheduler: LocalCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("alone", "together"):
        shutil.copytree(monographs, tmp_path / name / "in")
    monkeypatch.chdir(tmp_path / "alone")
    assert main(["convert", "in", "-o", "out", "--no-codes", "--jobs", "1"]) == 1
    monkeypatch.chdir(tmp_path / "together")
    for _ in range(2):  # the second finds nothing to do
        assert main(["convert", "in", "-o", "out", "--no-codes", "--cluster", scheduler.scheduler_address]) == 1
        assert written(tmp_path / "together" / "out") == written(tmp_path / "alone" / "out")


def test_a_form_with_one_file_for_all_is_written_in_input_order(
    monographs: Path, tmp_path: Path, scheduler: LocalCluster
) -> None:
    for name, cluster in (("alone", None), ("together", scheduler.scheduler_address)):
        plan = Plan(Output(tmp_path / name, "ndjson"), cluster=cluster)
        convert_all(discover([str(monographs)]), PLAIN, plan, lambda *_: None, lambda _: None)
    assert written(tmp_path / "together") == written(tmp_path / "alone")


def problem_of(monographs: Path, output: Path, cluster: str) -> Problem:
    with pytest.raises(ProblemError) as raised:
        convert(monographs, output, cluster=cluster)
    (problem,) = raised.value.problems
    return problem


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("pipeline.batch.cluster.code", lambda: ("0.0.0", program()), "this run 0.0.0"),
        ("pipeline.batch.cluster.code", lambda: (version("monofhir"), "other"), "other code"),
        ("pipeline.batch.agreement.data_of", lambda _: "other", "other mappings or vocabularies"),
    ],
)
def test_workers_that_would_make_other_bundles_are_refused(
    *,
    monographs: Path,
    tmp_path: Path,
    scheduler: LocalCluster,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    value: Any,
    said: str,
) -> None:
    monkeypatch.setattr(name, value)
    problem = problem_of(monographs, tmp_path / "out", scheduler.scheduler_address)
    assert problem.code == "cluster-mismatch"
    assert said in problem.message


def test_workers_that_do_not_see_the_files_are_refused(
    monographs: Path, tmp_path: Path, scheduler: LocalCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = Surroundings.here
    unseen = tmp_path / "on this machine only"
    monkeypatch.setattr(Surroundings, "here", lambda settings, files: here(settings, (*files, unseen)))
    problem = problem_of(monographs, tmp_path / "out", scheduler.scheduler_address)
    assert problem.code == "cluster-storage"
    assert str(unseen) in problem.message


def test_a_scheduler_that_goes_ends_the_run_and_another_run_does_the_rest(
    monographs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "TO_CONNECT", 1)
    with LocalCluster(n_workers=1, threads_per_worker=1, dashboard_address=":0") as cluster:
        plan = Plan(Output(tmp_path / "out"), cluster=cluster.scheduler_address)
        inputs = discover([str(monographs)])
        with pytest.raises(ProblemError) as raised:
            convert_all(inputs, PLAIN, plan, lambda *_: cluster.close(), lambda _: None)
    assert [problem.code for problem in raised.value.problems] == ["cluster-lost"]
    convert(monographs, tmp_path / "out", cluster=None)
    convert(monographs, tmp_path / "alone", cluster=None)
    assert written(tmp_path / "out") == written(tmp_path / "alone")


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("tcp://127.0.0.1:1", "no Dask scheduler answers at tcp://127.0.0.1:1 within 1 s"),
        ("nonsense", "no address of a Dask scheduler"),
        ("http://127.0.0.1:80", "no address of a Dask scheduler"),
    ],
)
def test_an_address_without_a_scheduler_is_one_clear_line(
    *,
    monographs: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    address: str,
    said: str,
) -> None:
    monkeypatch.setattr(connection, "TO_CONNECT", 1)
    assert main(["convert", str(monographs), "-o", str(tmp_path / "out"), "--cluster", address]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert said in line


def test_a_cluster_without_workers_is_one_clear_line(
    monographs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "TO_COME", 0.2)
    with LocalCluster(n_workers=0, dashboard_address=":0") as cluster:
        assert problem_of(monographs, tmp_path / "out", cluster.scheduler_address).code == "cluster-no-workers"


def test_without_dask_the_user_is_told_what_to_install(
    monographs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(connection, "find_spec", lambda _: None)
    assert main(["convert", str(monographs), "-o", str(tmp_path / "out"), "--cluster", "local"]) == 1
    assert "pip install 'monofhir[dask]'" in capsys.readouterr().err


@pytest.mark.parametrize("options", [["-"], ["--watch"], ["--tx", "https://tx.example.org/r5"], ["--jobs", "2"]])
def test_what_needs_one_process_or_one_machine_does_not_go_with_a_cluster(
    monographs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], options: list[str]
) -> None:
    command = ["convert", str(monographs), "-o", str(tmp_path / "out"), "--cluster", "tcp://127.0.0.1:1"]
    assert main([*command, *options]) == 2
    assert f"--cluster does not go with {options[0]}" in capsys.readouterr().err
