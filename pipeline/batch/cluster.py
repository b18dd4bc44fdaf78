"""Runs the work on a Dask cluster: one that is running already, or one of this machine that is started for the run."""

from __future__ import annotations

import logging
import signal
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from importlib.util import find_spec
from multiprocessing.resource_tracker import ensure_running
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.batch.agreement import Agreement
from pipeline.batch.errand import Errand
from pipeline.batch.in_order import Chunk, WorkerLostError, in_order
from pipeline.batch.pool import chunk_size, cores
from pipeline.deliver.atomic import write_draft
from pipeline.model.outcome import Outcome
from pipeline.problems import Problem, ProblemError
from pipeline.read import Input

if TYPE_CHECKING:
    from distributed import Client, Future, LocalCluster

LOCAL = "local"

# Handing out a chunk takes the scheduler and this process some milliseconds; a lost worker costs its chunks.
CHUNK = 50
# So many chunks for each thread of the workers are being converted, or wait there.
AHEAD = 2
# In seconds: for the scheduler to answer, for a first worker to come, for lost workers to be replaced.
TO_CONNECT, TO_COME, TO_RETURN = 10, 60, 60
# A chunk that has been lost with so many workers is handed out no more (Dask's own measure, for a cluster of ours).
LOSSES = 2


def need_dask() -> None:
    """Raises ProblemError (`cluster-no-library`) where Dask is not there."""
    if find_spec("distributed") is None:
        raise _problem("cluster-no-library", "--cluster needs Dask: pip install 'monofhir[dask]'")


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
    with ExitStack() as stack:
        client = stack.enter_context(_connected(address, min(jobs or cores(), len(inputs))))
        crew = _Workers(client, _agreed(errand, inputs))
        try:
            yield from in_order(inputs, crew, chunk_size(len(inputs), crew.threads(), CHUNK))
        except OSError as error:
            raise _lost("the scheduler is gone") from error


def _agreed(errand: Errand, inputs: Sequence[Input]) -> Errand:
    """With what workers must have in common with this process, and with paths that mean the same to them."""
    settings, output = errand.settings, errand.output
    seen = [item.file.absolute() for item in inputs[:1] if isinstance(item.file, Path) and item.file.exists()]
    if settings.mappings is not None:
        settings = replace(settings, mappings=settings.mappings.absolute())
    if output is not None and isinstance(output.folder, Path):
        folder = output.folder.absolute()
        output = replace(output, folder=folder)
        seen.append(folder / write_draft(folder, "seen", b""))  # removed with the other drafts of the run
    return Errand(settings, output, Agreement.here(settings, tuple(seen)))


@contextmanager
def _connected(address: str, workers: int) -> Iterator[Client]:
    """Leaving it cancels what has not been done."""
    from distributed import Client  # noqa: PLC0415 - an extra

    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what matters is said in our own words
    with ExitStack() as stack:
        cluster = stack.enter_context(_local(workers)) if address == LOCAL else address
        try:
            client = stack.enter_context(Client(cluster, timeout=TO_CONNECT))
        except OSError:
            raise _problem(
                "cluster-unreachable", f"no Dask scheduler answers at {address} within {TO_CONNECT} s"
            ) from None
        except (ValueError, ImportError) as error:
            raise _problem("cluster-unreachable", f"{address} is no address of a Dask scheduler: {error}") from error
        try:
            client.wait_for_workers(1, timeout=TO_COME)
        except TimeoutError:
            raise _problem(
                "cluster-no-workers", f"no worker has come to the cluster of {address} in {TO_COME} s"
            ) from None
        yield client


@contextmanager
def _local(workers: int) -> Iterator[LocalCluster]:
    """Listens on this machine only, and to this process only."""
    import dask  # noqa: PLC0415 - an extra
    from distributed import LocalCluster  # noqa: PLC0415

    settings = {
        "distributed.scheduler.allowed-failures": LOSSES - 1,
        "distributed.worker.profile.enabled": False,  # it looks at each worker a hundred times a second
    }
    with dask.config.set(settings):
        with _without_interrupts():
            cluster = LocalCluster(
                n_workers=workers,
                threads_per_worker=1,
                dashboard_address="127.0.0.1:0",
                security=True,
                silence_logs=logging.CRITICAL,
            )
        with cluster:
            yield cluster


@contextmanager
def _without_interrupts() -> Iterator[None]:
    """Ctrl-C reaches every process of the terminal. The threads that are started here, and so the workers that they
    start, are never told: this process decides what it means, and does so when the context is left.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    ensure_running()  # the start of multiprocessing's own helper would end the block for the thread that starts it
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@dataclass(frozen=True, slots=True)
class _Workers:
    client: Client
    errand: Errand

    def hand_out(self, chunk: Chunk) -> _Handed:
        items = tuple(item.absolute() for item in chunk)
        return _Handed(self.client, self.client.submit(self.errand.run, items, pure=False))

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
        from distributed import CancelledError, KilledWorker  # noqa: PLC0415

        self.wait()
        try:
            return self.future.result()  # type: ignore[no-any-return]
        except ProblemError:
            raise
        except KilledWorker as death:
            message = f"{death.allowed_failures + 1} workers died over it (killed, or out of memory?)"
            raise WorkerLostError(message) from death
        except CancelledError as error:
            raise _lost("the scheduler is gone") from error
        except Exception as error:
            raise _problem(
                "cluster-failed", f"a worker cannot do its work ({type(error).__name__}: {error})"
            ) from error

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
    return _problem("cluster-lost", f"the cluster is lost: {how}; what is done stays, and another run does the rest")


def _problem(code: str, message: str) -> ProblemError:
    return ProblemError(Problem(code, "error", message))
