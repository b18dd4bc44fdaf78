"""Converts what changed, delivers each outcome in input order and forgets all but the sums of the run."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from itertools import compress

from pipeline.batch.ledger import Ledger
from pipeline.deliver import TARGETS, Deliver
from pipeline.deliver.atomic import write_problem
from pipeline.deliver.records import recording
from pipeline.deliver.totals import Totals
from pipeline.model.outcome import Draft, Outcome
from pipeline.read import Input
from pipeline.storage.folders import Folder


@dataclass(frozen=True, slots=True)
class Output:
    """Where a run writes: the folder, a name of TARGETS, whether bundles with errors are written too; in how many files
    where a file holds many bundles."""

    folder: Folder
    form: str = "json"
    keep_invalid: bool = False
    partitions: int = 1

    def opened(self) -> AbstractContextManager[Deliver]:
        return TARGETS[self.form](self.folder, self.keep_invalid, self.partitions)


@dataclass(frozen=True, slots=True)
class Run:
    """What was done, and what ended the run before its end, if anything did."""

    totals: Totals
    interruption: KeyboardInterrupt | BrokenPipeError | None = None


# Gets an outcome, and of one that was converted anew the bundle that stood in its place.
Tell = Callable[[Outcome, bytes | None], None]
Convert = Callable[[Sequence[Input]], Iterator[Outcome]]


def convert_changed(inputs: Sequence[Input], convert: Convert, output: Output, ledger: Ledger, tell: Tell) -> Run:
    """Converts the inputs that changed, and tells each outcome once it is delivered and recorded (both, or neither).

    `convert` gives the outcomes of the inputs that it gets, in order. A monograph that fails or cannot be written
    does not stop the others, and an interruption leaves complete records of what was done. Raises OSError where the
    records themselves cannot be written, and what `convert` and the ledger raise.
    """
    with recording(output.folder) as records, output.opened() as deliver:
        try:
            for item, outcome in _outcomes(inputs, convert, ledger):
                before = ledger.delivered(item) if _is_told(outcome) else None
                with _uninterrupted():
                    delivered = _deliver(item, outcome, deliver, ledger)
                    records.add(delivered)
                tell(delivered, before)
        except (KeyboardInterrupt, BrokenPipeError) as interruption:
            return Run(records.totals, interruption)
        return Run(records.totals)


def _outcomes(inputs: Sequence[Input], convert: Convert, ledger: Ledger) -> Iterator[tuple[Input, Outcome]]:
    """In input order. What has not changed is recalled when its turn comes, rather than kept in memory until then."""
    is_changed = [not ledger.is_current(item) for item in inputs]
    fresh = convert(list(compress(inputs, is_changed)))
    for item, is_one in zip(inputs, is_changed, strict=True):
        yield item, next(fresh) if is_one else _recalled(item, convert, ledger)


def _recalled(item: Input, convert: Convert, ledger: Ledger) -> Outcome:
    """Converted after all where its bundle has changed since the run began."""
    return ledger.recall(item) or next(convert([item]))


def _deliver(item: Input, outcome: Outcome, deliver: Deliver, ledger: Ledger) -> Outcome:
    try:
        place = deliver(outcome)
    except OSError as error:
        ledger.forget(item.path)
        return outcome.with_problem(write_problem(error, outcome.path))
    ledger.keep(item, outcome, place)
    return outcome


def _is_told(outcome: Outcome) -> bool:
    """Whether whoever is told the outcome has a bundle to compare with the one before."""
    return not (outcome.is_stored or isinstance(outcome.bundle, Draft))


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
