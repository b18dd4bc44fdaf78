"""The way to a Dask cluster: one that is running already, or one of this machine that is started for the run."""

from __future__ import annotations

import logging
import signal
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib.util import find_spec
from multiprocessing.resource_tracker import ensure_running
from typing import TYPE_CHECKING

from pipeline.problems import Problem, ProblemError

if TYPE_CHECKING:
    from distributed import Client, LocalCluster

LOCAL = "local"

# In seconds: for the scheduler to answer, for a first worker to come.
TO_CONNECT, TO_COME = 10, 60
# In a cluster of ours, what has been lost with so many workers is handed out no more.
LOSSES = 2


def need_dask() -> None:
    """Raises ProblemError (`cluster-no-library`) where Dask is not there."""
    if find_spec("distributed") is None:
        raise cluster_problem("cluster-no-library", "--cluster needs Dask: pip install 'monofhir[dask]'")


@contextmanager
def connected(address: str, workers: int) -> Iterator[Client]:
    """A client of the scheduler at the address, or of a cluster with so many workers here if that is `local`.

    Leaving it cancels what has not been done. Raises ProblemError where there is no such cluster.
    """
    from distributed import Client  # noqa: PLC0415 - an extra

    for name in ("distributed", "distributed.client"):  # what matters is said in our own words
        logging.getLogger(name).setLevel(logging.CRITICAL)
    with ExitStack() as stack:
        cluster = stack.enter_context(_local(workers)) if address == LOCAL else address
        try:
            client = stack.enter_context(Client(cluster, timeout=TO_CONNECT))
        except OSError:
            message = f"no Dask scheduler answers at {address} within {TO_CONNECT} s"
            raise cluster_problem("cluster-unreachable", message) from None
        except (ValueError, ImportError) as error:
            message = f"{address} is no address of a Dask scheduler: {error}"
            raise cluster_problem("cluster-unreachable", message) from error
        try:
            client.wait_for_workers(1, timeout=TO_COME)
        except TimeoutError:
            message = f"no worker has come to the cluster of {address} in {TO_COME} s"
            raise cluster_problem("cluster-no-workers", message) from None
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


def cluster_problem(code: str, message: str) -> ProblemError:
    return ProblemError(Problem(code, "error", message))
