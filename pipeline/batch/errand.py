"""What another process is to do with monographs, plain enough to pass to it wherever it runs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock

import msgspec

from pipeline.batch.agreement import Agreement
from pipeline.batch.local import Output
from pipeline.batch.work import Settings
from pipeline.deliver import DRAFTS
from pipeline.model.outcome import Outcome
from pipeline.read import Input

_starting = Lock()


@dataclass(frozen=True, slots=True)
class Errand:
    """Converts by the settings, and writes the bundles as drafts below the output where it takes such.

    Without an output bundles come back as they are. `agreement` is demanded of processes that may differ from this one.
    """

    settings: Settings
    output: Output | None = None
    agreement: Agreement | None = None

    def run(self, chunk: Sequence[Input]) -> list[bytes]:
        """The outcomes, encoded: these are decoded faster than unpickled. Raises what `Settings.start` does."""
        with _starting:  # a worker of a cluster may have several threads
            work = _started(self)
        return [msgspec.msgpack.encode(work(item)) for item in chunk]


def outcome_of(encoded: bytes) -> Outcome:
    return msgspec.msgpack.decode(encoded, type=Outcome)


@lru_cache(1)
def _started(errand: Errand) -> Callable[[Input], Outcome]:
    """Once a process, which then keeps the rules and vocabularies that it has loaded."""
    if errand.agreement:
        errand.agreement.demand(errand.settings)
    work = errand.settings.start()
    output = errand.output
    if output is None or output.form not in DRAFTS:
        return work
    draft = DRAFTS[output.form](output.folder, output.keep_invalid)

    def drafted(item: Input) -> Outcome:
        outcome = work(item)
        with suppress(OSError):  # whoever delivers it meets the same, and says so
            return draft(outcome)
        return outcome

    return drafted
