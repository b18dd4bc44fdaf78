"""Compiled rules kept in the user's cache, so that a start need not compile thousands of words and patterns again.

A file is named by the hash of all that it was made from: the mapping files, this code, the version of Python. It begins
with the hash of its content: one that was cut off or damaged is not used but made anew. It may hold no class but ours.
"""

from __future__ import annotations

import io
import os
import pickle
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

import platformdirs

from pipeline.rules.files import write_whole

T = TypeVar("T")

_DIGEST = sha256().digest_size
_PACKAGE = __name__.partition(".")[0]
# What else pickles of our frozen data name: patterns of sections, and numbers.
_OTHERS = frozenset({("re", "_compile"), ("decimal", "Decimal"), ("builtins", "frozenset")})
# So many files of other mappings and versions stay.
ENOUGH = 8


def cache_directory() -> Path:
    """Where compiled rules and vocabularies are kept; MONOFHIR_CACHE names another place."""
    place = os.environ.get("MONOFHIR_CACHE")
    return Path(place) if place else platformdirs.user_cache_path("monofhir", appauthor=False)


def kept(made_from: Path, what: str, make: Callable[[], T]) -> T:
    """What `make` gives for the files below a folder, or gave when they were the same as now.

    Raises what `make` raises; a cache that cannot be read or written only costs time.
    """
    folder = cache_directory()
    file = folder / f"rules-{_fingerprint(made_from, what)}.pickle"
    with suppress(OSError, ValueError):
        found: T = _unpacked(file.read_bytes())
        return found
    made = make()
    with suppress(OSError):
        write_whole(file, _packed(made))
        _forget_old(folder)
    return made


def _fingerprint(directory: Path, what: str) -> str:
    digest = sha256(f"{sys.version}\n{directory.name if directory.is_absolute() else directory}\n{what}".encode())
    digest.update(_program())
    for path in sorted(directory.rglob("*.yaml")):
        digest.update(path.relative_to(directory).as_posix().encode() + sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:32]


@cache
def _program() -> bytes:
    """The code that makes the rules, and the classes that they are made of."""
    folders = (Path(__file__).parent, Path(__file__).parents[1] / "model")
    files = sorted(path for folder in folders for path in folder.glob("*.py"))
    return sha256(b"".join(path.read_bytes() for path in files)).digest()


def _packed(made: object) -> bytes:
    content = pickle.dumps(made, protocol=pickle.HIGHEST_PROTOCOL)
    return sha256(content).digest() + content


def _unpacked(data: bytes) -> Any:
    """Raises ValueError for what is not as it was written."""
    content = data[_DIGEST:]
    if sha256(content).digest() != data[:_DIGEST]:
        raise ValueError("damaged")
    return _Reader(io.BytesIO(content)).load()


class _Reader(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if module.partition(".")[0] != _PACKAGE and (module, name) not in _OTHERS:
            raise ValueError(f"{module}.{name} does not belong here")
        return super().find_class(module, name)


def _forget_old(folder: Path) -> None:
    files = sorted(folder.glob("rules-*.pickle"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in files[ENOUGH:]:
        path.unlink(missing_ok=True)
