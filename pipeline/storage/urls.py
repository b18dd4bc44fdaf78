"""The names of files and folders elsewhere, and the names below them that can be trusted."""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath
from urllib.parse import quote, unquote, urlsplit

_URL = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+)://")  # two letters at least: "c://" would be a drive
_USER = re.compile(r"(?<=://)[^/@]*@")
_UNSAFE = re.compile(r"[\\\x00-\x1f]|^[A-Za-z]:")
WEB = frozenset({"http", "https"})
HERE = frozenset({"file", "local"})
# An object appears there when its upload is complete, and never in parts: what a target relies on.
OBJECT_STORES = frozenset({"s3", "s3a", "gs", "gcs", "abfs", "abfss", "az", "memory"})


def is_url(name: str) -> bool:
    return _URL.match(name) is not None


def is_written(url: str) -> bool:
    """Whether a target may write there."""
    return scheme_of(url) in HERE | OBJECT_STORES


def scheme_of(url: str) -> str:
    return url.partition("://")[0].lower()


def local_path(url: str) -> Path | None:
    """The path that a URL of this machine names (`file:///a/b`); None for any other name."""
    if scheme_of(url) not in HERE:
        return None
    return Path(unquote(urlsplit(url).path) if scheme_of(url) == "file" else url.partition("://")[2])


def without_secrets(url: str) -> str:
    """The URL without a password or a signature, for people and for the ledger."""
    bare = _USER.sub("", url)
    return re.split(r"[?#]", bare)[0] if scheme_of(url) in WEB else bare


def joined(folder: str, name: str) -> str:
    """The URL of what has this name below a folder; a query (the signature of the folder) stays at the end."""
    if scheme_of(folder) not in WEB:
        return f"{folder.rstrip('/')}/{name}"
    path, mark, query = folder.partition("?")
    return f"{path.rstrip('/')}/{quote(name)}{mark}{query}"


def path_of(url: str) -> str:
    """The path within the store, in the words that a name below a folder is made of."""
    rest = without_secrets(url).partition("://")[2]
    return unquote(rest) if scheme_of(url) in WEB else rest


def is_hidden(name: str) -> bool:
    """As a shell has it: a part begins with a dot. Two dots hide nothing, they lead elsewhere (`is_unsafe`)."""
    return any(part.startswith(".") and not part.startswith("..") for part in name.split("/"))


def is_unsafe(name: str) -> bool:
    """Whether a relative name could lead out of the folder that it is written below: an archive or a server made it."""
    path = PurePosixPath(name)
    return path.is_absolute() or ".." in path.parts or not path.parts or _UNSAFE.search(name) is not None
