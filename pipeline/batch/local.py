"""Runs the work here and now, delivers each outcome in input order and forgets all but its row of the summary."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.deliver import TARGETS, Deliver
from pipeline.deliver.atomic import write_problem
from pipeline.deliver.records import recording
from pipeline.model.outcome import Outcome
from pipeline.problems import ProblemError
from pipeline.read import Input


@dataclass(frozen=True, slots=True)
class Output:
    """Where a run writes: the folder, a name of TARGETS, and whether bundles with errors are written too."""

    folder: Path
    form: str = "json"
    keep_invalid: bool = False


@dataclass(frozen=True, slots=True)
class Run:
    """What was done: the rows of summary.json, and what ended the run before its end, if anything did."""

    rows: Sequence[dict[str, Any]]
    interruption: KeyboardInterrupt | BrokenPipeError | None = None


def convert_all(
    inputs: Iterable[Input], work: Callable[[Input], Outcome], output: Output, tell: Callable[[Outcome], None]
) -> Run:
    """Converts every input and tells each outcome once it is delivered and recorded (both, or neither).

    A monograph that fails or cannot be written does not stop the others, and an interruption leaves complete
    records of what was done. Raises ProblemError (`write-...`) where the records themselves cannot be written.
    """
    try:
        with recording(output.folder) as records, TARGETS[output.form](output.folder, output.keep_invalid) as deliver:
            try:
                for outcome in map(work, inputs):
                    with _uninterrupted():
                        delivered = _deliver(outcome, deliver)
                        records.add(delivered)
                    tell(delivered)
            except (KeyboardInterrupt, BrokenPipeError) as interruption:
                return Run(records.rows, interruption)
            return Run(records.rows)
    except OSError as error:
        raise ProblemError(write_problem(error, str(output.folder))) from error


def _deliver(outcome: Outcome, deliver: Deliver) -> Outcome:
    try:
        deliver(outcome)
    except OSError as error:
        return outcome.with_problem(write_problem(error, outcome.path))
    return outcome


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Puts Ctrl-C off until the context is left. Only the main thread ever receives it."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    caught: list[int] = []
    handler = signal.signal(signal.SIGINT, lambda number, _: caught.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, handler)
    if caught:
        raise KeyboardInterrupt
