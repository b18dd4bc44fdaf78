"""What a user may choose for a push."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Mode = Literal["transaction", "batch", "single"]
Retire = Literal["status", "delete"]


@dataclass(frozen=True, slots=True)
class Settings:
    """How to talk to a server and what to leave there.

    server       the base URL, without a slash at its end and without a password in it
    collection   what the ledger calls this output: only resources of the same collection are ever retired
    mode         None: the first of transaction, batch and single requests that the server states
    retire       what becomes of resources that the output no longer has: their status says so, or they are deleted
    dry_run      whether it is only told what would be done
    check        whether what the server has is read back and compared in the end
    retire_most  whether more than half of the monographs may be retired at once
    overwrite    whether a resource that someone else has changed on the server since the last push is replaced
    conditional  whether the server finds resources by identifier, under ids of its own
    max_entries  the most entries of a request; less where the server turned out to take less
    attempts     how often a request is tried before it has failed
    timeout      seconds without a byte after which an attempt has failed
    """

    server: str
    collection: str = "default"
    mode: Mode | None = None
    retire: Retire = "status"
    dry_run: bool = False
    check: bool = False
    retire_most: bool = False
    overwrite: bool = False
    conditional: bool = False
    connections: int = 4
    max_entries: int = 200
    attempts: int = 8
    timeout: float = 60.0
