"""What another process is to do with monographs, plain enough to pass to it wherever it runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock

import msgspec

from pipeline.batch.agreement import Surroundings
from pipeline.batch.local import Output
from pipeline.batch.settings import Settings
from pipeline.deliver import DRAFTS
from pipeline.model.outcome import Outcome
from pipeline.read import Input
from pipeline.storage.ahead import ahead
from pipeline.storage.remote import Remote

_starting = Lock()


@dataclass(frozen=True, slots=True)
class Errand:
    """Converts by the settings, and writes the bundles as drafts below the output where it takes such.

    Without an output bundles come back as they are. `surroundings` are demanded where they may differ.
    """

    settings: Settings
    output: Output | None = None
    surroundings: Surroundings | None = None

    def run(self, chunk: Sequence[Input]) -> list[bytes]:
        """The outcomes, encoded: these are decoded faster than unpickled. Raises what `Settings.start` does."""
        with _starting:  # a worker of a cluster may have several threads
            work = _started(self)
        outcomes = ahead(work, chunk) if self._waits(chunk) else map(work, chunk)
        return [msgspec.msgpack.encode(outcome) for outcome in outcomes]

    def here(self, inputs: Sequence[Input]) -> Iterator[Outcome]:
        """The outcomes, in this process, whose caller can write as well as it. Raises what `Settings.start` does."""
        return ahead(_started(self), inputs) if self._waits(inputs) else map(self.settings.start(), inputs)

    def _waits(self, inputs: Sequence[Input]) -> bool:
        """Whether most of the time goes by in waiting for a store, so that several monographs are better under way.

        Never where a terminology server is asked, which is to be asked everything once.
        """
        places = (self.output.folder if self.output else None, *(item.file for item in inputs))
        return self.settings.tx is None and any(isinstance(place, Remote) for place in places)


def outcome_of(encoded: bytes) -> Outcome:
    return msgspec.msgpack.decode(encoded, type=Outcome)


@lru_cache(1)
def _started(errand: Errand) -> Callable[[Input], Outcome]:
    """Once a process, which then keeps the rules and vocabularies that it has loaded."""
    if errand.surroundings:
        errand.surroundings.demand(errand.settings)
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
