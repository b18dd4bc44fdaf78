"""Runs the work here, or in processes of its own; the outcomes come in input order either way."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from itertools import islice

from pebble import ProcessExpired, ProcessPool

from pipeline.batch.work import Settings, Work
from pipeline.model.outcome import Outcome
from pipeline.problems import Location, Problem, ProblemError
from pipeline.read import Input

# A process takes about as long to start as it takes to convert so many monographs.
WORTH_A_PROCESS = 40
# So many monographs for each process are converted, or wait with their bundle in memory, at any time.
AHEAD = 4


def outcomes(inputs: Sequence[Input], settings: Settings, jobs: int | None = None) -> Iterator[Outcome]:
    """The outcome of each input. Without `jobs`, as many processes as there are cores and as are worth their start; one
    where a terminology server is asked, which is to be asked everything once.

    A process that dies costs its own monograph alone (`worker-died`). Raises ProblemError where the settings do not
    hold, before the first outcome.
    """
    if not inputs:
        return iter(())
    if settings.tx:
        jobs = 1
    workers = min(jobs, len(inputs)) if jobs else min(cores(), len(inputs) // WORTH_A_PROCESS)
    return _in_processes(inputs, settings, workers) if workers > 1 else map(settings.start(), inputs)


def cores() -> int:
    """Those that this process may use, not all that the machine has."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _in_processes(inputs: Sequence[Input], settings: Settings, workers: int) -> Iterator[Outcome]:
    spawn = multiprocessing.get_context("spawn")
    pool = ProcessPool(workers, initializer=_start, initargs=(settings,), context=spawn)
    try:
        waiting: deque[tuple[Input, Future[Outcome]]] = deque()
        coming = ((item, pool.schedule(_convert, (item,))) for item in inputs)
        waiting.extend(islice(coming, workers * AHEAD))
        while waiting:
            item, future = waiting.popleft()
            yield _awaited(item, future)
            waiting.extend(islice(coming, 1))
    finally:
        pool.stop()  # type: ignore[no-untyped-call]
        pool.join()


def _awaited(item: Input, future: Future[Outcome]) -> Outcome:
    try:
        return future.result()
    except ProcessExpired as death:
        message = f"the process that converted it ended with code {death.exitcode} (killed, or out of memory?)"
        problem = Problem("worker-died", "error", message, Location(item.path))
        return Outcome(item.path, item.shown, (problem,))


# What a process of the pool works with, or why it cannot.
_work: Work | ProblemError | None = None


def _start(settings: Settings) -> None:
    """Ctrl-C reaches every process of the terminal; the one that asked for the work decides what it means."""
    global _work  # noqa: PLW0603 - a process of the pool has no other place to keep it
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        _work = settings.start()
    except ProblemError as error:
        _work = error


def _convert(item: Input) -> Outcome:
    if isinstance(_work, ProblemError):
        raise _work
    assert _work is not None
    return _work(item)
