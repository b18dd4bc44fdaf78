"""What the operating system refuses -> problems with stable codes."""

from __future__ import annotations

import errno

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


def refused(error: OSError, path: str) -> Problem:
    code, message = _CODES.get(error.errno or 0, ("read-failed", ""))
    if isinstance(error, StoreError) or not message:
        message = str(error.strerror) if isinstance(error, StoreError) else f"cannot be read: {error.strerror or error}"
    return Problem(code, "error", message, Location(path))
