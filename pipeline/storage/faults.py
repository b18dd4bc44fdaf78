"""What goes wrong between here and a store: whatever its library raises becomes an OSError in plain words."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus

from pipeline.problems import ProblemError
from pipeline.storage.error import StoreError

# What the names of an exception and its bases mean, in this order. The libraries that raise most of them need not be
# installed, and none is imported to find out.
_MEANING = {
    errno.ENOENT: {"FileNotFoundError"},
    errno.EPERM: {"NoCredentialsError", "PartialCredentialsError", "DefaultCredentialsError"},
    errno.EACCES: {"PermissionError"},
    errno.EHOSTUNREACH: {"ClientConnectorError", "EndpointConnectionError", "gaierror"},
    errno.ETIMEDOUT: {"TimeoutError"},
    errno.ECONNRESET: {"ConnectionError", "ServerDisconnectedError", "ClientPayloadError", "IncompleteReadError"},
}
_STATUS = {
    HTTPStatus.NOT_FOUND: errno.ENOENT,
    HTTPStatus.GONE: errno.ENOENT,
    HTTPStatus.UNAUTHORIZED: errno.EACCES,
    HTTPStatus.FORBIDDEN: errno.EACCES,
    HTTPStatus.TOO_MANY_REQUESTS: errno.EAGAIN,
}
_WORDS = {
    errno.ENOENT: "there is no such file or folder",
    errno.EPERM: "no credentials were found",
    errno.EACCES: "access is refused",
    errno.EHOSTUNREACH: "the host cannot be reached",
    errno.ETIMEDOUT: "there was no answer in time",
    errno.ECONNRESET: "the connection broke off",
}


@contextmanager
def plainly() -> Iterator[None]:
    """Raises StoreError for every fault of a store's library within."""
    try:
        yield
    except (ProblemError, StoreError):
        raise
    except Exception as error:
        raise _store_error(error) from error


def _store_error(error: Exception) -> StoreError:
    status = _status(error)
    names = {kind.__name__ for kind in type(error).__mro__}
    meant = next((number for number, kinds in _MEANING.items() if names & kinds), None)
    if meant is None and status is not None:
        meant = _STATUS.get(status, errno.EAGAIN if status >= HTTPStatus.INTERNAL_SERVER_ERROR else errno.EIO)
    details = f"the server answers {status} {status.phrase}" if status else _first_line(error)
    if meant is None:
        return StoreError(getattr(error, "errno", None) or errno.EIO, details)
    if meant == errno.ENOENT or meant not in _WORDS:
        return StoreError(meant, _WORDS.get(meant, details))
    return StoreError(meant, f"{_WORDS[meant]} ({details})")


def _status(error: Exception) -> HTTPStatus | None:
    """The status that the exceptions of aiohttp and gcsfs carry."""
    found = next((value for name in ("status", "code") if isinstance(value := getattr(error, name, None), int)), None)
    return HTTPStatus(found) if found in set(HTTPStatus) else None


def _first_line(error: Exception) -> str:
    """Of its words; what kind of exception it is where it has none."""
    return next(iter(str(error).strip().splitlines()), type(error).__name__)
