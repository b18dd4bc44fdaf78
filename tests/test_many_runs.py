"""Run after run over one output folder: what has not changed is left alone, and a killed run leaves nothing behind."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from pipeline.batch import work
from pipeline.batch.ledger import ledger
from pipeline.cli import main

PAGE = """# Testamol

## Usage
Testamol is used to treat mild pain.

## Side Effects
- **Common:** nausea, headache
"""


class Folders(NamedTuple):
    input: Path
    output: Path

    def convert(self, *options: str) -> int:
        return main(["convert", str(self.input), "--output", str(self.output), *options])

    def written(self) -> dict[str, bytes]:
        files = (path for path in sorted(self.output.rglob("*")) if path.is_file() and path.name != ".monofhir.sqlite")
        return {str(path.relative_to(self.output)): path.read_bytes() for path in files}


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    found = Folders(tmp_path / "in", tmp_path / "out")
    found.input.mkdir()
    for name in ("a.md", "b.md", "c.md"):
        (found.input / name).write_text(PAGE)
    return found


@pytest.fixture
def converted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Grows by the path of each monograph that is converted."""
    real, found = work.convert, list[str]()

    def noted(source: Any, *rest: Any) -> Any:
        found.append(source.path)
        return real(source, *rest)

    monkeypatch.setattr(work, "convert", noted)
    return found


@pytest.mark.parametrize("form", ["json", "ndjson"])
def test_a_second_run_converts_only_what_changed_and_writes_what_a_first_one_would(
    folders: Folders, converted: list[str], form: str, tmp_path: Path
) -> None:
    folders.convert("--format", form)
    converted.clear()
    (folders.input / "b.md").write_text(PAGE.replace("nausea", "vomiting"))
    (folders.input / "d.md").write_text(PAGE)
    folders.convert("--format", form)
    assert converted == ["b.md", "d.md"]
    undisturbed = Folders(folders.input, tmp_path / "undisturbed")
    undisturbed.convert("--format", form)
    assert folders.written() == undisturbed.written()


def test_other_options_or_mappings_convert_everything_again(
    folders: Folders, converted: list[str], tmp_path: Path
) -> None:
    mappings = tmp_path / "mappings"
    shutil.copytree(Path(__file__).parents[1] / "mappings", mappings)
    for options in (
        ["--no-narrative"],
        ["--force", "--no-narrative"],
        ["--no-narrative", "--format", "ndjson"],
        ["--mappings", str(mappings)],
    ):
        converted.clear()
        folders.convert(*options)
        assert converted == ["a.md", "b.md", "c.md"], options
    with (mappings / "lexicon" / "routes.yaml").open("a") as stream:
        stream.write("# another word\n")
    converted.clear()
    folders.convert("--mappings", str(mappings))
    assert converted == ["a.md", "b.md", "c.md"]


def test_problems_of_what_has_not_changed_are_told_again(folders: Folders, capsys: pytest.CaptureFixture[str]) -> None:
    (folders.input / "b.md").write_text("# Testamol\n")
    first = folders.convert(), capsys.readouterr()
    assert first[0] == 1
    assert (folders.convert(), capsys.readouterr()) == first


def test_the_bundle_of_a_monograph_that_is_gone_is_named_and_stays_until_it_is_pruned(
    folders: Folders, capsys: pytest.CaptureFixture[str]
) -> None:
    folders.convert()
    (folders.input / "b.md").unlink()
    for _ in range(2):
        assert folders.convert() == 0
        assert "b.json: warning: the monograph that it was made from, b.md, is no longer" in capsys.readouterr().err
        assert (folders.output / "b.json").exists()
    assert folders.convert("--prune") == 0
    assert not (folders.output / "b.json").exists()
    folders.convert()
    assert capsys.readouterr().err == ""


def test_a_monograph_of_another_folder_is_not_gone(folders: Folders, tmp_path: Path) -> None:
    folders.convert()
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "z.md").write_text(PAGE)
    assert Folders(tmp_path / "more", folders.output).convert("--prune") == 0
    assert {"a.json", "b.json", "c.json", "z.json"} <= set(folders.written())


@pytest.mark.parametrize(
    "damaged",
    [
        lambda _: b"nonsense" * 1000,
        lambda ledger: ledger[: len(ledger) // 2],
        # In the rows, where SQLite finds nothing wrong.
        lambda ledger: ledger.replace(b'{"path":"b.md"', b'?"path":"b.md"'),
        lambda ledger: ledger.replace(b"/in/b.md", b"/in/\xff.md"),
        lambda ledger: ledger.replace(b'"indication":1', b'"indication":7'),
    ],
    ids=["nonsense", "cut off", "no JSON", "no text", "other facts"],
)
def test_a_damaged_ledger_costs_a_conversion_of_everything_and_a_warning(
    folders: Folders,
    converted: list[str],
    capsys: pytest.CaptureFixture[str],
    damaged: Callable[[bytes], bytes],
) -> None:
    folders.convert()
    before = folders.written()
    file = folders.output / ".monofhir.sqlite"
    whole = file.read_bytes()
    file.write_bytes(damaged(whole))
    assert file.read_bytes() != whole
    converted.clear()
    assert folders.convert() == 0
    assert "[ledger-rebuilt]" in capsys.readouterr().err
    assert converted == ["a.md", "b.md", "c.md"]
    assert folders.written() == before


def start(folders: Folders, *options: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "pipeline", "convert", str(folders.input), "-o", str(folders.output), *options]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True)


def kill(process: subprocess.Popen[bytes]) -> bool:
    """Whether it was still there to be killed."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    return process.returncode == -signal.SIGKILL


def many(folders: Folders, count: int) -> None:
    for number in range(count):
        (folders.input / f"{number:04}.md").write_text(PAGE.replace("nausea", f"nausea {number}"))


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_runs_that_are_killed_at_any_moment_end_as_an_undisturbed_one(
    folders: Folders, tmp_path: Path, jobs: str
) -> None:
    many(folders, 600)
    undisturbed = Folders(folders.input, tmp_path / "undisturbed")
    assert undisturbed.convert() == 0
    moments = random.Random(jobs)
    killed = 0
    for _ in range(5):
        process = start(folders, "--jobs", jobs)
        deadline = time.monotonic() + 60
        begun = len(list(folders.output.glob("*.json"))) if folders.output.is_dir() else 0
        while process.poll() is None and len(list(folders.output.glob("*.json"))) <= begun:
            assert time.monotonic() < deadline
            time.sleep(0.01)
        time.sleep(moments.uniform(0, 0.15))
        killed += kill(process)
    assert killed
    assert folders.convert() == 0
    assert folders.written() == undisturbed.written()


def test_a_second_run_into_the_same_folder_at_once_is_refused_clearly(folders: Folders) -> None:
    with ledger(folders.output, "another run"):
        second = start(folders)
        _, said = second.communicate(timeout=60)
    assert second.returncode == 1
    assert b"another run of monofhir is writing there" in said
    assert folders.convert() == 0
