"""A full disk, a parser that fails, a folder that goes: what was done is sound, and the next run does the rest."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

import pytest

PAGE = """# Testamol

## Usage
Testamol is used to treat mild pain.

## Side Effects
- **Common:** nausea, headache
"""
JOBS = pytest.mark.parametrize("jobs", ["1", "2"])


class Ended(NamedTuple):
    code: int
    said: str


def some(count: int, folder: Path) -> Path:
    for number in range(count):
        (folder / f"{number:03}.md").write_text(PAGE.replace("nausea", f"nausea {number}"))
    return folder


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return some(40, tmp_path_factory.mktemp("in"))


def command(pages: Path, output: Path, *options: str) -> list[str]:
    return [sys.executable, "-m", "pipeline", "convert", str(pages), "--output", str(output), *options]


def convert(pages: Path, output: Path, *options: str, **environment: str) -> Ended:
    ran = subprocess.run(
        command(pages, output, *options),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, **environment},
        check=False,
    )
    return Ended(ran.returncode, ran.stderr)


def written(output: Path) -> dict[str, bytes]:
    files = (path for path in sorted(output.rglob("*")) if path.is_file() and path.name != ".monofhir.sqlite")
    return {str(path.relative_to(output)): path.read_bytes() for path in files}


@pytest.fixture(scope="module")
def undisturbed(pages: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    output = tmp_path_factory.mktemp("undisturbed")
    assert convert(pages, output).code == 0
    return written(output)


# In a file system of its own, which nobody else sees: full at first, with room enough for the second run.
SMALL_DISK = """
mount -t tmpfs -o size="$1" tmpfs "$2" || exit 99
output=$2 kept=$3; shift 3
"$@" >/dev/null 2>"$kept/first"; echo $? >>"$kept/codes"
ls -A "$output" >"$kept/left"
mount -o remount,size=64m "$output"
"$@" >/dev/null 2>"$kept/second"; echo $? >>"$kept/codes"
cp -R "$output" "$kept/output"
"""


def on_a_small_disk(size: str, output: Path, kept: Path, *command: str) -> list[Ended]:
    """Both runs; skips where the system lets nobody but root mount."""
    output.mkdir()
    kept.mkdir()
    unshare = shutil.which("unshare")
    if unshare is None:
        pytest.skip("no `unshare` here, which lends a process a disk of its own")
    made = [unshare, "--map-root-user", "--mount", "sh", "-c", SMALL_DISK, "sh", size, str(output), str(kept)]
    ran = subprocess.run([*made, *command], capture_output=True, text=True, check=False)
    if not (kept / "codes").exists():
        pytest.skip(f"this system lends no process a disk of its own: {ran.stderr.strip()}")
    codes = (kept / "codes").read_text().split()
    return [Ended(int(code), (kept / name).read_text()) for code, name in zip(codes, ("first", "second"), strict=True)]


@pytest.mark.parametrize(("jobs", "size"), [("1", "16k"), ("1", "64k"), ("2", "300k")])
def test_a_full_disk_is_said_of_each_monograph_and_the_next_run_does_the_rest(
    pages: Path, tmp_path: Path, undisturbed: dict[str, bytes], jobs: str, size: str
) -> None:
    output, kept = tmp_path / "out", tmp_path / "kept"
    full, roomy = on_a_small_disk(size, output, kept, *command(pages, output, "--jobs", jobs))
    assert full.code == 1
    assert "No space left on device" in full.said or "disk not full?" in full.said
    assert "Traceback" not in full.said
    assert [name for name in (kept / "left").read_text().split() if name.endswith(".tmp")] == []
    assert (roomy.code, roomy.said) == (0, "")
    assert written(kept / "output") == undisturbed


# Imported by every Python that is started with this folder on its path, those of the pool too.
FAILING_PARSER = """
from pipeline import run

parse = run.parse

def failing(source, rules):
    if source.path in ("007.md", "031.md"):
        raise ZeroDivisionError("in the parser")
    return parse(source, rules)

run.parse = failing
"""


@JOBS
def test_a_monograph_that_makes_the_parser_fail_is_named_and_costs_no_other(
    pages: Path, tmp_path: Path, undisturbed: dict[str, bytes], jobs: str
) -> None:
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "sitecustomize.py").write_text(FAILING_PARSER)
    path = os.pathsep.join([str(tmp_path / "broken"), *filter(None, [os.environ.get("PYTHONPATH")])])
    output = tmp_path / "out"
    broken = convert(pages, output, "--jobs", jobs, PYTHONPATH=path)
    assert broken.code == 3
    named = [line.partition(":")[0] for line in broken.said.splitlines() if "[internal-error]" in line]
    assert named == [str(pages / "007.md"), str(pages / "031.md")]
    assert undisturbed.keys() - written(output).keys() == {"007.json", "031.json"}
    assert convert(pages, output, "--jobs", jobs) == (0, "")
    assert written(output) == undisturbed


@pytest.mark.parametrize(("jobs", "removed"), [("1", "renamed"), ("2", "deleted")])
def test_an_output_folder_that_goes_in_mid_run_ends_it_with_one_clear_line(
    tmp_path: Path, jobs: str, removed: str
) -> None:
    output = tmp_path / "out"
    (tmp_path / "in").mkdir()
    pages = some(300, tmp_path / "in")
    process = subprocess.Popen(
        command(pages, output, "--jobs", jobs), stderr=subprocess.PIPE, stdout=subprocess.DEVNULL
    )
    while not list(output.glob("*.json")):
        assert process.poll() is None
        time.sleep(0.01)
    output.rename(tmp_path / "moved")
    if removed == "deleted":
        shutil.rmtree(tmp_path / "moved", ignore_errors=True)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 1
    assert b"Traceback" not in said
    assert b"is the folder still there" in said
    assert convert(pages, output).code == 0
    assert len(list(output.glob("*.json"))) == 301  # with summary.json
