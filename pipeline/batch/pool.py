"""Runs the work here, or in processes of its own; the outcomes come in input order either way."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, wait
from dataclasses import dataclass

from pebble import ProcessExpired, ProcessPool

from pipeline.batch.errand import Errand
from pipeline.batch.in_order import Chunk, WorkerLostError, in_order
from pipeline.model.outcome import Outcome
from pipeline.read import Input

# A process takes about as long to start as it takes to convert so many monographs.
WORTH_A_PROCESS = 40
# Handing out a chunk costs as much as writing several bundles; a long one leaves processes idle at the end of a run.
CHUNK = 16
# So many chunks for each process are being converted, or wait in memory, at any time.
AHEAD = 3


def outcomes(inputs: Sequence[Input], errand: Errand, jobs: int | None = None) -> Iterator[Outcome]:
    """The outcome of each input. Without `jobs`, as many processes as there are cores and as are worth their start; one
    where a terminology server is asked, which is to be asked everything once, and where standard input is read.

    A process that dies costs its own monograph alone (`worker-died`). Raises ProblemError where the settings do not
    hold, before the first outcome.
    """
    if not inputs:
        return iter(())
    if errand.settings.tx or any(item.file is None for item in inputs):
        jobs = 1
    workers = min(jobs, len(inputs)) if jobs else min(cores(), len(inputs) // WORTH_A_PROCESS)
    return _in_processes(inputs, errand, workers) if workers > 1 else errand.here(inputs)


def cores() -> int:
    """Those that this process may use, not all that the machine has."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def chunk_size(count: int, workers: int, longest: int) -> int:
    """At most `longest`, and short enough for each worker to get several."""
    return max(1, min(longest, count // (workers * AHEAD)))


def _in_processes(inputs: Sequence[Input], errand: Errand, workers: int) -> Iterator[Outcome]:
    spawn = multiprocessing.get_context("spawn")
    pool = ProcessPool(workers, initializer=_ignore_interrupt, context=spawn)
    try:
        yield from in_order(inputs, _Processes(pool, errand, workers), chunk_size(len(inputs), workers, CHUNK))
    finally:
        pool.stop()  # type: ignore[no-untyped-call]
        pool.join()


@dataclass(frozen=True, slots=True)
class _Processes:
    pool: ProcessPool
    errand: Errand
    workers: int

    def hand_out(self, chunk: Chunk) -> _Handed:
        return _Handed(self.pool.schedule(self.errand.run, (chunk,)))

    def ahead(self) -> int:
        return self.workers * AHEAD


@dataclass(frozen=True, slots=True)
class _Handed:
    future: Future[list[bytes]]

    def result(self) -> list[bytes]:
        try:
            return self.future.result()
        except ProcessExpired as death:
            message = f"the process that converted it ended with code {death.exitcode} (killed, or out of memory?)"
            raise WorkerLostError(message) from death

    def wait(self) -> None:
        wait([self.future])


def _ignore_interrupt() -> None:
    """Ctrl-C reaches every process of the terminal; the one that asked for the work decides what it means."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
