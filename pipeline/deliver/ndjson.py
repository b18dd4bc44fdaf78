"""All bundles in one file, one a line, in input order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from pipeline.deliver.atomic import replacing
from pipeline.model.outcome import Outcome


@contextmanager
def ndjson(folder: Path, keep_invalid: bool) -> Iterator[Callable[[Outcome], None]]:
    """Writes `bundles.ndjson`, and `bundles.invalid.ndjson` where bundles with errors are to be kept."""
    second = replacing(folder / "bundles.invalid.ndjson") if keep_invalid else nullcontext()
    with replacing(folder / "bundles.ndjson") as valid, second as invalid:

        def deliver(outcome: Outcome) -> None:
            stream = valid if outcome.ok else invalid
            if stream is not None and outcome.bundle is not None:
                stream.write(outcome.bundle)

        yield deliver
