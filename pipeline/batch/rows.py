"""The rows of a ledger: a SQLite file that is nobody else's while it is open, and in which each row has a seal.

Rows are made to last several at a time, since that costs more than the rows: those of a run that is killed before that
are lost.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import Any

from pipeline.problems import Location, Problem, ProblemError

LAYOUT = 2
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


class Rows:
    """Opens or makes the file at `path`; `shown` names the output folder in problems.

    `was_rebuilt` says that what stood there was no ledger, or no longer a sound one, and that nothing of it is used.
    All methods raise ProblemError: `output-in-use` where another process has the file open, else `ledger-failed`.
    """

    def __init__(self, path: Path, shown: str) -> None:
        self.was_rebuilt = False
        self._path, self._shown, self._unsaved = path, shown, 0
        try:
            self._connection = _connect(path)
        except sqlite3.OperationalError as error:
            raise self._failed(error) from error
        except sqlite3.DatabaseError:  # what stands there is no ledger, or no longer a sound one
            path.unlink()
            self._connection = _connect(path)
            self.was_rebuilt = True

    def execute(self, statement: str, values: tuple[object, ...] = ()) -> list[tuple[Any, ...]]:
        try:
            return self._connection.execute(statement, values).fetchall()
        except sqlite3.Error as error:
            raise self._failed(error) from error

    def change(self, statement: str, values: tuple[object, ...]) -> None:
        if not self._unsaved:
            self.execute("begin")
        self._unsaved += 1
        self.execute(statement, values)
        if self._unsaved == AT_ONCE:
            self.save()

    def save(self) -> None:
        """Makes the rows last."""
        if not self._unsaved:
            return
        if not self._path.exists():  # SQLite would go on writing to the file that is gone
            raise self._failed("it is gone")
        self.execute("commit")
        self._unsaved = 0

    def close(self) -> None:
        self._connection.close()

    def _failed(self, error: sqlite3.Error | str) -> ProblemError:
        place = Location(self._shown)
        if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_BUSY:
            message = "another run of monofhir is writing there; wait for it, or choose another output folder"
            return ProblemError(Problem("output-in-use", "error", message, place))
        message = f"its ledger cannot be kept: {error}; is the folder still there, and its disk not full?"
        return ProblemError(Problem("ledger-failed", "error", message, place))


def seal(row: Iterable[object]) -> str:
    """The SHA-256 of the cells of a row."""
    return sha256(repr(tuple(row)).encode("utf-8", "surrogatepass")).hexdigest()


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
        if any(stated != seal(row) for *row, stated in rows.execute("select * from monograph")):
            raise sqlite3.DatabaseError("a row is not as it was written")
    except sqlite3.OperationalError as error:  # a text that is none
        raise sqlite3.DatabaseError(str(error)) from error
