"""Opens the store of a URL with fsspec, and says what to install where its library is missing."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from pipeline.problems import Location, Problem, ProblemError
from pipeline.storage.urls import WEB, scheme_of, without_secrets

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem

# The extra of monofhir with the library of a protocol.
EXTRAS = {"http": "http", "https": "http", "s3": "s3", "s3a": "s3", "gs": "gcs", "gcs": "gcs"}

# Libraries that log what they raise as well, on a terminal where nobody has said where to. Whoever has is still told.
_TALKATIVE = ("fsspec", "gcsfs", "s3fs", "aiobotocore", "botocore")
_SILENCE = logging.NullHandler()

# In seconds. A slow server may take long as a whole, but not stay silent.
CONNECT, SILENCE = 10, 60


def opened(url: str) -> tuple[AbstractFileSystem, str]:
    """The store and the path within it. fsspec keeps stores: each process opens one once.

    Raises ProblemError (`store-no-library`, `store-unknown`) where there is no way to it.
    """
    scheme = scheme_of(url)
    for library in _TALKATIVE:
        logging.getLogger(library).addHandler(_SILENCE)
    try:
        from fsspec.core import url_to_fs  # noqa: PLC0415 - an extra

        store, path = url_to_fs(url, use_listings_cache=False, **_options(scheme))
    except ImportError as error:
        raise ProblemError(_no_library(scheme, url, error)) from error
    except ValueError as error:
        message = f"{scheme}:// is no kind of store that is known: {error}"
        raise ProblemError(Problem("store-unknown", "error", message, Location(without_secrets(url)))) from error
    return store, str(path)


def _options(scheme: str) -> dict[str, Any]:
    if scheme in WEB:
        from aiohttp import ClientTimeout  # noqa: PLC0415 - an extra

        patience = ClientTimeout(total=None, sock_connect=CONNECT, sock_read=SILENCE)
        # Only links are files: a URL in the text of a page is none.
        return {"simple_links": False, "client_kwargs": {"timeout": patience}}
    if EXTRAS.get(scheme) == "s3":
        return {"config_kwargs": {"connect_timeout": CONNECT, "read_timeout": SILENCE}}
    return {}


def _no_library(scheme: str, url: str, error: ImportError) -> Problem:
    extra = EXTRAS.get(scheme)
    what = f"pip install 'monofhir[{extra}]'" if extra else str(error)
    message = f"{scheme}:// needs a library that is not installed: {what}"
    return Problem("store-no-library", "error", message, Location(without_secrets(url)))
