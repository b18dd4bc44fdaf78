"""What a command costs before it does any work: in a fresh process each, the cheapest of some."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from pipeline.bench.measurement import Start

TIMES = 3


def starts(monograph: Path, scratch: Path) -> Iterator[Start]:
    """Of Python alone and of commands on one monograph; `scratch` is a folder to write in."""
    ours = (sys.executable, "-m", "pipeline")
    convert = (*ours, "convert", str(monograph), "--no-plugged", "--force", "--output", str(scratch / "output"))
    commands = {
        "python": ("Python alone", (sys.executable, "-c", "pass")),
        "--version": ("the command line alone", (*ours, "--version")),
        "inspect": ("with rules; one monograph is read and shown", (*ours, "inspect", str(monograph))),
        "convert": ("with rules and vocabularies; one monograph is converted and written", convert),
    }
    for name, (about, command) in commands.items():
        yield _cheapest(name, about, command, TIMES, {})
    empty = {"MONOFHIR_CACHE": str(scratch / "cache")}
    yield _cheapest("convert, the first time", "the same with nothing kept from earlier starts", convert, 1, empty)


def _cheapest(name: str, about: str, command: tuple[str, ...], times: int, environment: Mapping[str, str]) -> Start:
    cpu, elapsed = min(_run(command, environment) for _ in range(times))
    return Start(name, about, round(1000 * cpu, 1), round(1000 * elapsed, 1))


def _run(command: tuple[str, ...], environment: Mapping[str, str]) -> tuple[float, float]:
    """CPU and elapsed seconds. Whatever else the exit code says, the work was done."""
    package = str(Path(__file__).resolve().parents[2])
    path = os.pathsep.join(part for part in (package, os.environ.get("PYTHONPATH")) if part)
    start, before = time.perf_counter(), os.times()
    subprocess.run(command, capture_output=True, check=False, env={**os.environ, "PYTHONPATH": path, **environment})
    elapsed, after = time.perf_counter() - start, os.times()
    user = after.children_user - before.children_user
    return user + after.children_system - before.children_system, elapsed
