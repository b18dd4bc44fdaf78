"""All bundles in one file, one a line, in input order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from pipeline.deliver.atomic import replacing
from pipeline.deliver.place import Place
from pipeline.model.outcome import Outcome

BUNDLES, INVALID = "bundles.ndjson", "bundles.invalid.ndjson"


@contextmanager
def ndjson(folder: Path, keep_invalid: bool) -> Iterator[Callable[[Outcome], Place | None]]:
    """Writes `bundles.ndjson`, and `bundles.invalid.ndjson` where bundles with errors are to be kept."""
    second = replacing(folder / INVALID) if keep_invalid else nullcontext()
    with replacing(folder / BUNDLES) as valid, second as invalid:

        def deliver(outcome: Outcome) -> Place | None:
            name, stream = (BUNDLES, valid) if outcome.ok else (INVALID, invalid)
            if stream is None or not isinstance(outcome.bundle, bytes):
                return None
            place = Place(name, stream.tell(), len(outcome.bundle))
            stream.write(outcome.bundle)
            return place

        yield deliver
