"""What an output folder holds and what it was made from, so that a run converts only what has changed.

A SQLite file in the folder; of a folder elsewhere, among the user's own data. A row is written after its bundle is in
place, and lasts when several are: a run that is killed before that converts those monographs once more. Whoever has the
ledger open has the folder for itself, as far as this machine goes.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec

from pipeline.batch.earlier import Earlier
from pipeline.deliver.place import Place
from pipeline.model.outcome import Draft, Outcome
from pipeline.problems import Location, Problem, ProblemError
from pipeline.read import Input, read_bytes
from pipeline.storage.folders import Folder
from pipeline.storage.user import user_data

FILE = ".monofhir.sqlite"
LAYOUT = 2
# So many rows are made to last at once: each time costs as much as several rows.
AT_ONCE = 64

_TABLE = """
create table if not exists monograph (
    path text primary key, -- below its input folder, as everywhere in the output
    file text not null,    -- the same file from the root of the file system on
    made_from text not null, -- SHA-256 of the monograph, the mappings, the program and the options
    bundle text,           -- SHA-256 of the bundle
    place blob,            -- where it stands
    outcome blob not null, -- all else that became of the monograph
    seal text not null     -- SHA-256 of the row
) without rowid
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """What a row says of a monograph: `bundle` and `place` are None for one without."""

    made_from: str
    bundle: str | None
    place: Place | None
    outcome: bytes


@dataclass(frozen=True, slots=True)
class _File:
    path: Path
    rows: sqlite3.Connection
    was_rebuilt: bool


class Ledger:
    """The rows of one output folder. `fingerprint` stands for all that bundles depend on beside the monograph.

    `was_rebuilt` says that there was a ledger but not a sound one, and that nothing of it is used. With `force` what
    earlier runs converted counts as changed. Methods raise ProblemError (`ledger-failed`) where the file is lost.
    """

    def __init__(self, folder: Folder, file: _File, fingerprint: str, *, force: bool):
        self.was_rebuilt = file.was_rebuilt
        self._folder, self._file, self._fingerprint, self._force = folder, file, fingerprint, force
        self._earlier = Earlier(folder)
        self._unsaved = 0

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
        self._change("insert or replace into monograph values (?, ?, ?, ?, ?, ?, ?)", (*row, _seal(row)))

    def _stands(self, item: Input, place: Place | None) -> bool:
        """Whether the input and its bundle are also where they were."""
        found = self._execute("select file, place from monograph where path = ?", (item.path,))
        return found == [(item.address, msgspec.json.encode(place))]

    def forget(self, path: str) -> None:
        self._change("delete from monograph where path = ?", (path,))

    def save(self) -> None:
        """Makes the rows last."""
        if not self._unsaved:
            return
        if not self._file.path.exists():  # SQLite would go on writing to the file that is gone
            raise _failed(self._folder, "it is gone")
        self._execute("commit")
        self._unsaved = 0

    def vanished(self, inputs: Iterable[Input], folders: Iterable[str]) -> Mapping[str, Place | None]:
        """The monographs that stood below one of these addresses and are no longer there, and their bundles."""
        present = {item.path for item in inputs}
        roots = tuple(folder.rstrip("/") + "/" for folder in folders)
        found = self._execute("select path, file, place from monograph order by path")
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
        return next(iter(self._execute("select * from monograph where path = ?", (path,))), None)

    def _change(self, statement: str, values: tuple[object, ...]) -> None:
        if not self._unsaved:
            self._execute("begin")
        self._unsaved += 1
        self._execute(statement, values)
        if self._unsaved == AT_ONCE:
            self.save()

    def _execute(self, statement: str, values: tuple[object, ...] = ()) -> list[tuple[Any, ...]]:
        try:
            return self._file.rows.execute(statement, values).fetchall()
        except sqlite3.Error as error:
            raise _failed(self._folder, error) from error


@contextmanager
def ledger(folder: Folder, fingerprint: str, *, force: bool = False, ledgers: Path | None = None) -> Iterator[Ledger]:
    """The ledger of an output folder, which is then nobody else's on this machine. Makes the folder and the ledger.

    `ledgers` is where those of outputs elsewhere are kept, None for among the user's own data. Raises ProblemError:
    `output-in-use` where another run is writing there, `ledger-failed` for what the file system refuses; OSError where
    the folder cannot be made.
    """
    path = _path_of(folder, ledgers)
    path.parent.mkdir(parents=True, exist_ok=True)
    file = _opened(folder, path)
    with closing(file.rows):
        known = Ledger(folder, file, fingerprint, force=force)
        try:
            yield known
        finally:
            known.save()


def _path_of(folder: Folder, ledgers: Path | None) -> Path:
    if isinstance(folder, Path):
        return folder / FILE
    name = sha256(str(folder).rstrip("/").encode()).hexdigest()[:16]
    return (ledgers or user_data() / "outputs") / f"{name}.sqlite"


def _opened(folder: Folder, path: Path) -> _File:
    try:
        return _File(path, _connect(path), was_rebuilt=False)
    except sqlite3.OperationalError as error:
        raise _failed(folder, error) from error
    except sqlite3.DatabaseError:  # what stands there is no ledger, or no longer a sound one
        path.unlink()
        return _File(path, _connect(path), was_rebuilt=True)


def _connect(file: Path) -> sqlite3.Connection:
    rows = sqlite3.connect(file, timeout=0, isolation_level=None)
    try:
        # Locked until it is closed, by the system: a process that is killed leaves no lock behind.
        rows.execute("pragma locking_mode = exclusive")
        rows.execute("pragma synchronous = off")
        rows.execute("begin exclusive")
        rows.execute("commit")
        if rows.execute("pragma quick_check").fetchone() != ("ok",):
            raise sqlite3.DatabaseError("not sound")
        if rows.execute("pragma user_version").fetchone() != (LAYOUT,):
            rows.execute("drop table if exists monograph")
            rows.execute(f"pragma user_version = {LAYOUT}")
        rows.execute(_TABLE)
        _check_seals(rows)
    except BaseException:
        rows.close()
        raise
    return rows


def _check_seals(rows: sqlite3.Connection) -> None:
    """SQLite looks at how a file is built; what a row says may be damaged all the same."""
    try:
        if any(seal != _seal(row) for *row, seal in rows.execute("select * from monograph")):
            raise sqlite3.DatabaseError("a row is not as it was written")
    except sqlite3.OperationalError as error:  # a text that is none
        raise sqlite3.DatabaseError(str(error)) from error


def _seal(row: Iterable[object]) -> str:
    return sha256(repr(tuple(row)).encode("utf-8", "surrogatepass")).hexdigest()


def _digest(bundle: bytes | Draft | None) -> str | None:
    if bundle is None:
        return None
    return bundle.digest if isinstance(bundle, Draft) else sha256(bundle).hexdigest()


def _source(item: Input) -> str:
    """The SHA-256 of a monograph; none where it cannot be read."""
    with suppress(ProblemError):
        return sha256(read_bytes(item)).hexdigest()
    return ""


def _failed(folder: Folder, error: sqlite3.Error | str) -> ProblemError:
    place = Location(str(folder))
    if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_BUSY:
        message = "another run of monofhir is writing there; wait for it, or choose another output folder"
        return ProblemError(Problem("output-in-use", "error", message, place))
    message = f"its ledger cannot be kept: {error}; is the folder still there, and its disk not full?"
    return ProblemError(Problem("ledger-failed", "error", message, place))
