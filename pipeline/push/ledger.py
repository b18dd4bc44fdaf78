"""What each server was given, in a SQLite file of its own: the memory that makes a push idempotent and resumable.

Before a change is sent its intent is written, and after the answer what became of it. A push that is killed in between
leaves intents behind; the next one knows by them that the server may or may not have the change, and sends it again.
Nothing but ids, hashes and versions stands in it: no content, no credentials.
"""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pipeline.problems import Location, Problem, ProblemError
from pipeline.push.change import Answer, Change

_SCHEMA = """
CREATE TABLE IF NOT EXISTS server (base TEXT PRIMARY KEY, max_entries INTEGER);
CREATE TABLE IF NOT EXISTS resource (
    collection TEXT NOT NULL, reference TEXT NOT NULL, monograph TEXT NOT NULL,
    digest TEXT, version TEXT, id TEXT, refers TEXT NOT NULL DEFAULT '[]',
    pending INTEGER NOT NULL DEFAULT 0, retired INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (collection, reference)) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a resource on the server.

    digest   of the content that the server has from us; None where it may have none
    version  that the server gave that content
    id       under which the server keeps it
    pending  a change of it was sent, and what became of that is not known
    retired  it is marked as retired, or deleted
    """

    reference: str
    monograph: str
    digest: str | None
    version: str | None
    id: str | None
    references: frozenset[str]
    pending: bool
    retired: bool

    @property
    def expected_version(self) -> str | None:
        """The version that the server must still have; None where we cannot know which it has."""
        return None if self.pending or self.retired else self.version


class Ledger:
    """One server's part of the memory, for one collection. Made by `opened`."""

    def __init__(self, connection: sqlite3.Connection, server: str, collection: str) -> None:
        self._connection = connection
        self._server = server
        self._collection = collection

    def known(self) -> dict[str, Known]:
        rows = self._connection.execute(
            "SELECT reference, monograph, digest, version, id, refers, pending, retired FROM resource"
            " WHERE collection = ? ORDER BY reference",
            (self._collection,),
        )
        return {
            reference: Known(
                reference,
                monograph,
                digest,
                version,
                identity,
                frozenset(json.loads(refers)),
                pending == 1,
                retired == 1,
            )
            for reference, monograph, digest, version, identity, refers, pending, retired in rows
        }

    def held_elsewhere(self) -> frozenset[str]:
        """What other collections have on the same server, and so nobody else may retire."""
        rows = self._connection.execute(
            "SELECT reference FROM resource WHERE collection <> ? AND NOT retired", (self._collection,)
        )
        return frozenset(row[0] for row in rows)

    def intend(self, changes: Iterable[Change]) -> None:
        """Writes that these changes are about to be sent; on disk once it returns."""
        with self._connection:
            self._connection.executemany(
                "INSERT INTO resource (collection, reference, monograph, pending) VALUES (?, ?, ?, 1)"
                " ON CONFLICT DO UPDATE SET pending = 1, monograph = excluded.monograph",
                [(self._collection, change.reference, change.monograph) for change in changes],
            )

    def record(self, answered: Iterable[tuple[Change, Answer]]) -> None:
        """Writes what became of changes: accepted, or refused and so nothing changed.

        One that failed in a way that may pass keeps its intent: the server may have it all the same.
        """
        with self._connection:
            for change, answer in answered:
                if change.is_done(answer):
                    self._accepted(change, answer)
                elif not answer.is_transient:
                    self._refused(change)

    def _accepted(self, change: Change, answer: Answer) -> None:
        self._connection.execute(
            "UPDATE resource SET digest = ?, version = ?, id = CASE WHEN ? THEN NULL ELSE COALESCE(?, id) END,"
            " refers = ?, pending = 0, retired = ?"
            " WHERE collection = ? AND reference = ?",
            (
                change.digest,
                answer.version,
                change.method == "DELETE",
                answer.id,
                json.dumps(sorted(change.references)),
                change.retires,
                self._collection,
                change.reference,
            ),
        )

    def _refused(self, change: Change) -> None:
        where = (self._collection, change.reference)
        self._connection.execute(
            "DELETE FROM resource WHERE collection = ? AND reference = ? AND digest IS NULL AND NOT retired", where
        )
        self._connection.execute("UPDATE resource SET pending = 0 WHERE collection = ? AND reference = ?", where)

    def forget(self, references: Iterable[str]) -> None:
        """Takes resources out of the memory: the server need not be told of them."""
        with self._connection:
            self._connection.executemany(
                "DELETE FROM resource WHERE collection = ? AND reference = ?",
                [(self._collection, reference) for reference in references],
            )

    @property
    def max_entries(self) -> int | None:
        """The most entries that the server took in a request, where it did not take all."""
        row = self._connection.execute("SELECT max_entries FROM server WHERE base = ?", (self._server,)).fetchone()
        return row[0] if row else None

    @max_entries.setter
    def max_entries(self, count: int) -> None:
        with self._connection:
            self._connection.execute("UPDATE server SET max_entries = ? WHERE base = ?", (count, self._server))


def ledger_file(folder: Path, server: str) -> Path:
    """The file of a server: its host for people, a hash of its base URL to tell servers of a host apart."""
    host = re.sub(r"[^A-Za-z0-9.\-]+", "_", server.partition("://")[2])[:60]
    return folder / f"{host}-{hashlib.sha256(server.encode()).hexdigest()[:8]}.sqlite"


@contextmanager
def opened(folder: Path, server: str, collection: str) -> Iterator[Ledger]:
    """The ledger of a server, for this process alone.

    Raises ProblemError: `push-ledger-locked` while another push to the server runs, `push-ledger-unreadable` where the
    file cannot be read or written.
    """
    path = ledger_file(folder, server)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(path, timeout=0)
    except (OSError, sqlite3.Error) as error:
        raise ProblemError(_unreadable(path, error)) from error
    try:
        # Exclusive: a second push would count on versions that this one is changing. Full: intents outlive a power cut.
        connection.executescript(
            f"PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; {_SCHEMA}"
        )
        with connection:
            connection.execute("INSERT OR IGNORE INTO server (base) VALUES (?)", (server,))
        yield Ledger(connection, server, collection)
    except sqlite3.OperationalError as error:
        locked = "locked" in str(error)
        raise ProblemError(_locked(path) if locked else _unreadable(path, error)) from error
    except sqlite3.DatabaseError as error:
        raise ProblemError(_unreadable(path, error)) from error
    finally:
        connection.close()


def _locked(path: Path) -> Problem:
    message = "another push to this server is running; wait for it"
    return Problem("push-ledger-locked", "error", message, Location(str(path)))


def _unreadable(path: Path, error: Exception) -> Problem:
    message = f"the ledger cannot be used: {error}"
    return Problem("push-ledger-unreadable", "error", message, Location(str(path)))
