"""Runs the work on the workers of a Dask cluster."""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Sequence
from concurrent.futures import CancelledError
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.batch.agreement import Code, Surroundings, code, demand_code
from pipeline.batch.connection import cluster_problem, connected
from pipeline.batch.errand import Errand
from pipeline.batch.in_order import Chunk, WorkerLostError, in_order
from pipeline.batch.pool import chunk_size, cores
from pipeline.deliver.atomic import write_draft
from pipeline.model.outcome import Outcome
from pipeline.problems import ProblemError
from pipeline.read import Input

if TYPE_CHECKING:
    from distributed import Client, Future

# Handing out a chunk takes the scheduler and this process some milliseconds; a lost worker costs its chunks.
CHUNK = 50
# So many chunks for each thread of the workers are being converted, or wait there.
AHEAD = 2
# In seconds, for lost workers to be replaced.
TO_RETURN = 60


def cluster_outcomes(
    inputs: Sequence[Input], errand: Errand, address: str, jobs: int | None = None
) -> Iterator[Outcome]:
    """The outcome of each input, in order. `address` is that of a scheduler, or `local` for `jobs` workers here.

    Dask gives what a lost worker had to others; a monograph over which workers die again and again costs itself alone
    (`worker-died`). Raises ProblemError where there is no such cluster, where its workers have other code, mappings
    or files than this process, and where it is lost.
    """
    if not inputs:
        return
    with connected(address, min(jobs or cores(), len(inputs))) as client:
        _demand_code(client)
        crew = _Workers(client, _for_all(errand, inputs))
        try:
            yield from in_order(inputs, crew, chunk_size(len(inputs), crew.threads(), CHUNK))
        except ProblemError:
            raise
        except Exception as error:
            if client.status == "running" and not isinstance(error, OSError | CancelledError):
                raise
            raise _lost("the scheduler is gone") from error


def run_order(wanted: Code, order: bytes) -> list[bytes]:
    """Runs an errand on a chunk, both of which only the same code can read."""
    demand_code(wanted)
    errand, chunk = pickle.loads(order)
    return errand.run(chunk)  # type: ignore[no-any-return]


def _demand_code(client: Client) -> None:
    """Of all workers that there are: one that cannot even read its orders would die over them."""
    for address, error in client.run(demand_code, code(), on_error="return").items():
        if isinstance(error, ProblemError):
            raise error
        if error is not None:
            raise _failed(f"the worker at {address}", error)


def _for_all(errand: Errand, inputs: Sequence[Input]) -> Errand:
    """With paths that mean the same to all workers, and with what these must see around them."""
    settings, output = errand.settings, errand.output
    seen = [item.file.absolute() for item in inputs[:1] if isinstance(item.file, Path) and item.file.exists()]
    if settings.mappings is not None:
        settings = replace(settings, mappings=settings.mappings.absolute())
    if output is not None and isinstance(output.folder, Path):
        folder = output.folder.absolute()
        output = replace(output, folder=folder)
        seen.append(folder / write_draft(folder, "seen", b""))  # removed with the other drafts of the run
    return Errand(settings, output, Surroundings.here(settings, tuple(seen)))


@dataclass(frozen=True, slots=True)
class _Workers:
    client: Client
    errand: Errand

    def hand_out(self, chunk: Chunk) -> _Handed:
        order = pickle.dumps((self.errand, [item.absolute() for item in chunk]))
        return _Handed(self.client, self.client.submit(run_order, code(), order, pure=False))

    def ahead(self) -> int:
        return max(1, self.threads()) * AHEAD

    def threads(self) -> int:
        """Of all workers that there are now: they may come and go."""
        return sum(self.client.nthreads().values())


@dataclass(frozen=True, slots=True)
class _Handed:
    client: Client
    future: Future

    def result(self) -> list[bytes]:
        from distributed import KilledWorker  # noqa: PLC0415

        self.wait()
        try:
            return self.future.result()  # type: ignore[no-any-return]
        except KilledWorker as death:
            message = f"{death.allowed_failures + 1} workers died over it (killed, or out of memory?)"
            raise WorkerLostError(message) from death
        except Exception as error:
            if isinstance(error, ProblemError) or self.future.status != "error":
                raise
            raise _failed("a worker", error) from error

    def wait(self) -> None:
        from distributed import wait  # noqa: PLC0415

        while True:
            try:
                wait([self.future], timeout=TO_RETURN)
                return
            except TimeoutError:
                if not self.client.nthreads():
                    raise _lost(f"there has been no worker for {TO_RETURN} s") from None


def _lost(how: str) -> ProblemError:
    message = f"the cluster is lost: {how}; what is done stays, and another run does the rest"
    return cluster_problem("cluster-lost", message)


def _failed(who: str, error: Exception) -> ProblemError:
    how = f"{who} cannot do its work ({type(error).__name__}: {error})"
    return cluster_problem("cluster-failed", f"{how}; is the same release of monofhir installed there?")
