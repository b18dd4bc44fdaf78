"""Files that are whole or not there: written beside their place under another name, then moved into it."""

from __future__ import annotations

import errno
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from pipeline.problems import Location, Problem

_CODES = {
    errno.ENOSPC: "write-disk-full",
    errno.EDQUOT: "write-disk-full",
    errno.EACCES: "write-permission",
    errno.EPERM: "write-permission",
    errno.EROFS: "write-permission",
}
_DRAFT = re.compile(r"\.[0-9a-f]{16}\.tmp")


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """A stream whose content replaces the file when the context is left without an exception.

    Makes the folders above. Raises OSError; the file is then as it was.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{secrets.token_hex(8)}.tmp")
    try:
        with temporary.open("xb") as stream:
            yield stream
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def remove_drafts(folder: Path) -> None:
    """Removes what runs that were killed left half-written. No other run may be writing there."""
    for draft in folder.rglob(".*.tmp"):
        if _DRAFT.fullmatch(draft.name):
            draft.unlink(missing_ok=True)


def write_problem(error: OSError, path: str) -> Problem:
    """What the operating system refused, as a problem of the monograph or file at `path`."""
    code = _CODES.get(error.errno or 0, "write-failed")
    return Problem(code, "error", f"the output cannot be written: {error.strerror or error}", Location(path))
