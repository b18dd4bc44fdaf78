"""One file a monograph, at the monograph's own path below the output folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from pipeline.deliver.atomic import replacing
from pipeline.deliver.place import Place
from pipeline.model.outcome import Outcome

SUFFIXES = VALID, INVALID = ".json", ".invalid.json"


@contextmanager
def directory(folder: Path, keep_invalid: bool) -> Iterator[Callable[[Outcome], Place | None]]:
    """Writes `<path>.json`, or `<path>.invalid.json` for a bundle with errors that is to be kept.

    Whichever of the two an earlier run left and this one does not write is removed.
    """

    def deliver(outcome: Outcome) -> Place | None:
        wanted = _wanted(outcome, keep_invalid)
        for suffix in SUFFIXES:
            file = folder / _file(outcome.path, suffix)
            if suffix != wanted and file.is_file():
                file.unlink()
        if wanted is None or outcome.bundle is None:
            return None
        name = _file(outcome.path, wanted)
        if not outcome.is_stored:
            with replacing(folder / name) as stream:
                stream.write(outcome.bundle)
        return Place(name)

    yield deliver


def _wanted(outcome: Outcome, keep_invalid: bool) -> str | None:
    if outcome.ok:
        return VALID
    return INVALID if keep_invalid else None


def _file(path: str, suffix: str) -> str:
    monograph = PurePosixPath(path)
    return str(monograph.parent / f"{monograph.stem}{suffix}")
