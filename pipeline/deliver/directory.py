"""One file a monograph, at the monograph's own path below the output folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from pipeline.deliver.atomic import replacing
from pipeline.model.outcome import Outcome


@contextmanager
def directory(folder: Path, keep_invalid: bool) -> Iterator[Callable[[Outcome], None]]:
    """Writes `<path>.json`, or `<path>.invalid.json` for a bundle with errors that is to be kept.

    Whichever of the two an earlier run left and this one does not write is removed.
    """

    def deliver(outcome: Outcome) -> None:
        wanted = ".json" if outcome.ok else ".invalid.json" if keep_invalid else None
        for suffix in (".json", ".invalid.json"):
            place = _place(folder, outcome.path, suffix)
            if suffix == wanted and outcome.bundle is not None:
                with replacing(place) as stream:
                    stream.write(outcome.bundle)
            elif place.is_file():
                place.unlink()

    yield deliver


def _place(folder: Path, path: str, suffix: str) -> Path:
    monograph = PurePosixPath(path)
    return folder / monograph.parent / f"{monograph.stem}{suffix}"
