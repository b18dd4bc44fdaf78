"""What an output folder holds and what it was made from, so that a run converts only what has changed.

A SQLite file in the folder; of a folder elsewhere, among the user's own data. A row is written after its bundle is in
place. Whoever has the ledger open has the folder for itself, as far as this machine goes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec

from pipeline.batch.earlier import Earlier
from pipeline.batch.rows import Rows, seal
from pipeline.deliver.place import Place
from pipeline.model.outcome import Draft, Outcome
from pipeline.problems import ProblemError
from pipeline.read import Input, read_bytes
from pipeline.storage.folders import Folder
from pipeline.storage.user import user_data

FILE = ".monofhir.sqlite"


@dataclass(frozen=True, slots=True)
class Entry:
    """What a row says of a monograph: `bundle` and `place` are None for one without."""

    made_from: str
    bundle: str | None
    place: Place | None
    outcome: bytes


class Ledger:
    """The rows of one output folder. `fingerprint` stands for all that bundles depend on beside the monograph.

    `was_rebuilt` says that there was a ledger but not a sound one, and that nothing of it is used. With `force` what
    earlier runs converted counts as changed. Methods raise ProblemError (`ledger-failed`) where the file is lost.
    """

    def __init__(self, folder: Folder, rows: Rows, fingerprint: str, *, force: bool):
        self.was_rebuilt = rows.was_rebuilt
        self._folder, self._rows, self._fingerprint, self._force = folder, rows, fingerprint, force
        self._earlier = Earlier(folder)

    def is_current(self, item: Input) -> bool:
        """Whether neither the input nor all else that it was made from has changed since, nor its bundle."""
        entry = None if self._force or item.file is None else self._entry(item.path)
        if entry is None or entry.made_from != self._made_from(item.version or _source(item)):
            return False
        return entry.place is None or self._earlier.holds(entry.place, entry.bundle or "")

    def recall(self, item: Input) -> Outcome | None:
        """What became of an input that is current; None if its bundle no longer is."""
        entry = self._entry(item.path)
        if entry is None:
            return None
        outcome = replace(msgspec.json.decode(entry.outcome, type=Outcome), shown=item.shown, is_stored=True)
        if entry.place is None:
            return outcome
        bundle = self._earlier.bundle(entry.place, entry.bundle or "")
        return None if bundle is None else replace(outcome, bundle=bundle)

    def delivered(self, item: Input) -> bytes | None:
        """The bundle that stands where the last run put it, whatever has changed since; nobody elsewhere is asked."""
        entry = self._entry(item.path) if isinstance(self._folder, Path) else None
        with suppress(OSError):
            return None if entry is None or entry.place is None else entry.place.read(self._folder)
        return None

    def keep(self, item: Input, outcome: Outcome, place: Place | None) -> None:
        """Writes down where the bundle of an outcome stands; forgets the input where it could not even be read."""
        if outcome.source is None or item.file is None or outcome.traceback:
            self.forget(item.path)
            return
        if outcome.is_stored and self._stands(item, place):
            return
        row = (
            item.path,
            item.address,
            self._made_from(item.version or outcome.source) if outcome.is_final else "",
            None if place is None else _digest(outcome.bundle),
            msgspec.json.encode(place),
            msgspec.json.encode(replace(outcome, bundle=None, shown="", is_stored=False)),
        )
        self._rows.change("insert or replace into monograph values (?, ?, ?, ?, ?, ?, ?)", (*row, seal(row)))

    def _stands(self, item: Input, place: Place | None) -> bool:
        """Whether the input and its bundle are also where they were."""
        found = self._rows.execute("select file, place from monograph where path = ?", (item.path,))
        return found == [(item.address, msgspec.json.encode(place))]

    def forget(self, path: str) -> None:
        self._rows.change("delete from monograph where path = ?", (path,))

    def vanished(self, inputs: Iterable[Input], folders: Iterable[str]) -> Mapping[str, Place | None]:
        """The monographs that stood below one of these addresses and are no longer there, and their bundles."""
        present = {item.path for item in inputs}
        roots = tuple(folder.rstrip("/") + "/" for folder in folders)
        found = self._rows.execute("select path, file, place from monograph order by path")
        return {
            path: msgspec.json.decode(place, type=Place | None)
            for path, file, place in found
            if path not in present and file.startswith(roots)
        }

    def _made_from(self, source: str) -> str:
        return sha256(f"{source} {self._fingerprint}".encode()).hexdigest()

    def _entry(self, path: str) -> Entry | None:
        row = self._row(path)
        if row is None:
            return None
        _, _, made_from, bundle, place, outcome, _ = row
        return Entry(made_from, bundle, msgspec.json.decode(place, type=Place | None), outcome)

    def _row(self, path: str) -> tuple[Any, ...] | None:
        return next(iter(self._rows.execute("select * from monograph where path = ?", (path,))), None)


@contextmanager
def ledger(folder: Folder, fingerprint: str, *, force: bool = False, ledgers: Path | None = None) -> Iterator[Ledger]:
    """The ledger of an output folder, which is then nobody else's on this machine. Makes the folder and the ledger.

    `ledgers` is where those of outputs elsewhere are kept, None for among the user's own data. Raises ProblemError:
    `output-in-use` where another run is writing there, `ledger-failed` for what the file system refuses; OSError where
    the folder cannot be made.
    """
    path = _path_of(folder, ledgers)
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(Rows(path, shown=str(folder))) as rows:
        try:
            yield Ledger(folder, rows, fingerprint, force=force)
        finally:
            rows.save()


def _path_of(folder: Folder, ledgers: Path | None) -> Path:
    if isinstance(folder, Path):
        return folder / FILE
    name = sha256(str(folder).rstrip("/").encode()).hexdigest()[:16]
    return (ledgers or user_data() / "outputs") / f"{name}.sqlite"


def _digest(bundle: bytes | Draft | None) -> str | None:
    if bundle is None:
        return None
    return bundle.digest if isinstance(bundle, Draft) else sha256(bundle).hexdigest()


def _source(item: Input) -> str:
    """The SHA-256 of a monograph; none where it cannot be read."""
    with suppress(ProblemError):
        return sha256(read_bytes(item)).hexdigest()
    return ""
