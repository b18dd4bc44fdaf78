"""What the operating system refuses -> problems with stable codes."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from pipeline.problems import Location, Problem
from pipeline.storage.error import StoreError

_CODES = {
    errno.ENOENT: ("read-missing", "there is no such file"),
    errno.EACCES: ("read-permission", "there is no permission to read this"),
    errno.EPERM: ("read-permission", "there is no permission to read this"),
    errno.ELOOP: ("read-symlink-loop", "the symbolic link leads back to itself"),
    errno.EFBIG: ("read-too-large", ""),
    errno.EBADMSG: ("read-bad-archive", ""),
    errno.EHOSTUNREACH: ("read-unreachable", ""),
    errno.ETIMEDOUT: ("read-unreachable", ""),
    errno.ECONNRESET: ("read-unreachable", ""),
    errno.EAGAIN: ("read-unreachable", ""),
}


def is_folder(path: str | Path) -> bool:
    """Unlike Path.is_dir also of what nobody lets us look at: not as far as we know, and opening it will say why."""
    return os.path.isdir(path)  # noqa: PTH112


def missing(path: str, message: str) -> Problem:
    """Why a path names nothing: the message, unless a folder on the way to it may not be looked into."""
    try:
        Path(path).lstat()
    except PermissionError as error:
        return refused(error, path)
    except OSError:
        pass
    return Problem("read-missing", "error", message)


def refused(error: OSError, path: str) -> Problem:
    code, message = _CODES.get(error.errno or 0, ("read-failed", ""))
    if isinstance(error, StoreError) or not message:
        message = str(error.strerror) if isinstance(error, StoreError) else f"cannot be read: {error.strerror or error}"
    return Problem(code, "error", message, Location(path))
