"""One file a monograph, at the monograph's own path below the output folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from hashlib import sha256
from pathlib import PurePosixPath

from pipeline.deliver.atomic import put_draft, replacing, write_draft
from pipeline.deliver.place import Place
from pipeline.model.outcome import Draft, Outcome
from pipeline.storage.folders import Folder, presence

SUFFIXES = VALID, INVALID = ".json", ".invalid.json"


@contextmanager
def directory(folder: Folder, keep_invalid: bool, _partitions: int = 1) -> Iterator[Callable[[Outcome], Place | None]]:
    """Writes `<path>.json`, or `<path>.invalid.json` for a bundle with errors that is to be kept.

    Whichever of the two an earlier run left and this one does not write is removed.
    """

    is_there = presence(folder)

    def deliver(outcome: Outcome) -> Place | None:
        wanted = _wanted(outcome, keep_invalid)
        base = _base(outcome.path)
        for suffix in SUFFIXES:
            if suffix != wanted and is_there(f"{base}{suffix}"):
                (folder / f"{base}{suffix}").unlink(missing_ok=True)
        if wanted is None or outcome.bundle is None:
            return None
        name = f"{base}{wanted}"
        if not outcome.is_stored:
            _put(folder, name, outcome.bundle)
        return Place(name)

    yield deliver


def drafts(folder: Folder, keep_invalid: bool) -> Callable[[Outcome], Outcome]:
    """Writes bundles beside where `directory` puts them, in any process that sees the folder; elsewhere in their place.

    The outcome then has the draft in place of the bundle. A draft that is delivered by nobody stands in no one's way.
    """

    def draft(outcome: Outcome) -> Outcome:
        wanted = _wanted(outcome, keep_invalid)
        if wanted is None or not isinstance(outcome.bundle, bytes):
            return replace(outcome, bundle=None)
        name = write_draft(folder, f"{_base(outcome.path)}{wanted}", outcome.bundle)
        return replace(outcome, bundle=Draft(name, sha256(outcome.bundle).hexdigest()))

    return draft


def _put(folder: Folder, name: str, bundle: bytes | Draft) -> None:
    if isinstance(bundle, Draft):
        put_draft(folder, bundle.file, name)
        return
    with replacing(folder / name) as stream:
        stream.write(bundle)


def _wanted(outcome: Outcome, keep_invalid: bool) -> str | None:
    if outcome.ok:
        return VALID
    return INVALID if keep_invalid else None


def _base(path: str) -> str:
    monograph = PurePosixPath(path)
    return str(monograph.parent / monograph.stem)
