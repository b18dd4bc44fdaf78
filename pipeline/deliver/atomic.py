"""Files that are whole or not there: written beside their place under another name, then moved into it."""

from __future__ import annotations

import errno
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from pipeline.problems import Location, Problem
from pipeline.storage.folders import Folder

_CODES = {
    errno.ENOSPC: "write-disk-full",
    errno.EDQUOT: "write-disk-full",
    errno.EACCES: "write-permission",
    errno.EPERM: "write-permission",
    errno.EROFS: "write-permission",
    errno.EHOSTUNREACH: "write-unreachable",
    errno.ETIMEDOUT: "write-unreachable",
    errno.ECONNRESET: "write-unreachable",
    errno.EAGAIN: "write-unreachable",
}
_DRAFT = re.compile(r"\.[0-9a-f]{16}\.tmp")


@contextmanager
def replacing(path: Folder) -> Iterator[BinaryIO]:
    """A stream whose content replaces the file when the context is left without an exception.

    Makes the folders above. Raises OSError; the file is then as it was.
    """
    if not isinstance(path, Path):
        with path.replacing() as upload:
            yield upload
        return
    with _draft_of(path) as draft:
        with draft.open("xb") as stream:
            yield stream
        draft.replace(path)


def write_draft(folder: Folder, name: str, content: bytes) -> str:
    """The name of a file below the folder that `put_draft` can put in the place of `name`. Raises OSError.

    A store elsewhere cannot move a file without copying it, and shows it only when it is whole: there it is in place.
    """
    if not isinstance(folder, Path):
        with replacing(folder / name) as stream:
            stream.write(content)
        return name
    with _draft_of(folder / name) as draft:
        draft.write_bytes(content)
    return draft.relative_to(folder).as_posix()


def put_draft(folder: Folder, draft: str, name: str) -> None:
    if isinstance(folder, Path):
        (folder / draft).replace(folder / name)


@contextmanager
def _draft_of(path: Path) -> Iterator[Path]:
    """A name that nobody else uses; nothing stands there any more when the context is left with an exception."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{secrets.token_hex(8)}.tmp")
    try:
        yield draft
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


@contextmanager
def no_drafts(folder: Folder) -> Iterator[None]:
    """Removes what killed runs left half-written, and in the end what killed processes of this one did.

    No other run may be writing there. A store elsewhere has no drafts: it shows no half of an upload. Raises OSError.
    """
    if not isinstance(folder, Path):
        yield
        return
    _remove_drafts(folder)
    try:
        yield
    finally:
        with suppress(OSError):
            _remove_drafts(folder)


def _remove_drafts(folder: Path) -> None:
    for draft in folder.rglob(".*.tmp"):
        if _DRAFT.fullmatch(draft.name):
            draft.unlink(missing_ok=True)


def write_problem(error: OSError, path: str) -> Problem:
    """What the operating system refused, as a problem of the monograph or file at `path`."""
    code = _CODES.get(error.errno or 0, "write-failed")
    return Problem(code, "error", f"the output cannot be written: {error.strerror or error}", Location(path))
