"""Runs a command, and reads from /proc what it and its workers held in memory and what it worked itself. Linux only."""

from __future__ import annotations

import os
import re
import subprocess
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

PAUSE = 0.1
_PEAK = re.compile(r"^VmHWM:\s+(\d+) kB", re.MULTILINE)
_PROC = Path("/proc")


@dataclass(frozen=True, slots=True)
class Run:
    """Elapsed seconds, CPU seconds of all its processes, and the most that the parent and any worker held, in MB.

    `parent_cpu_seconds` is what no worker can take from the parent: with any number of workers it takes at least that
    long. `others` is how many cores other processes kept busy meanwhile: with more than a few hundredths, elapsed
    seconds are not what the command needs.
    """

    seconds: float
    cpu_seconds: float
    parent_cpu_seconds: float
    parent_mb: float
    workers_mb: float
    others: float


def run(command: Sequence[str]) -> Run:
    """Raises CalledProcessError for another exit code than 0 or 1 (problems in the content)."""
    start, ours, all_of = time.perf_counter(), _children_seconds(), _busy_seconds()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    parent, parent_cpu, workers = 0.0, 0.0, 0.0
    while process.poll() is None:
        parent, parent_cpu = max(parent, _peak(process.pid)), max(parent_cpu, _own_seconds(process.pid))
        workers = max([workers, *map(_peak, _descendants(process.pid))])
        time.sleep(PAUSE)
    elapsed, spent = time.perf_counter() - start, _children_seconds() - ours
    if process.returncode not in (0, 1):
        raise subprocess.CalledProcessError(process.returncode, command)
    others = (_busy_seconds() - all_of - spent) / elapsed
    figures = elapsed, spent, parent_cpu, parent, workers, max(others, 0.0)
    return Run(*(round(figure, 2) for figure in figures))


def _descendants(pid: int) -> Iterator[int]:
    try:
        for thread in (_PROC / str(pid) / "task").iterdir():
            for child in map(int, (thread / "children").read_text().split()):
                yield child
                yield from _descendants(child)
    except OSError:  # it ended meanwhile
        return


def _peak(pid: int) -> float:
    """The high-water mark of a process, in MB; 0 for one that ended."""
    try:
        found = _PEAK.search((_PROC / str(pid) / "status").read_text())
    except OSError:
        return 0.0
    return int(found[1]) * 1024 / 1e6 if found else 0.0


def _own_seconds(pid: int) -> float:
    """CPU seconds of a process itself; 0 for one that ended."""
    try:
        after_name = (_PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(map(int, after_name[11:13])) / os.sysconf("SC_CLK_TCK")  # user and system: proc_pid_stat(5)


def _children_seconds() -> float:
    times = os.times()
    return times.children_user + times.children_system


def _busy_seconds() -> float:
    """What all cores have worked since the machine started: user, nice, system."""
    ticks = (_PROC / "stat").read_text().split(maxsplit=4)[1:4]
    return sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")
