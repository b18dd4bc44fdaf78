"""What the bytes of a bundle depend on beside its monograph, as one short text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from hashlib import sha256
from pathlib import Path

from pipeline.batch.settings import Settings
from pipeline.rules import mappings_directory
from pipeline.terminology.plugged import plugged_files

# What editors leave beside a file while it is open in them. Nobody reads it, so nothing depends on it.
DRAFTS = ("~", ".swp", ".swx", ".tmp", ".bak")


def fingerprint(settings: Settings, *delivery: object) -> str:
    """The same for two runs that make the same bytes of the same monographs and deliver them the same way."""
    parts = (replace(settings, mappings=None), delivery, program(), data_of(settings))
    return sha256(repr(parts).encode()).hexdigest()


@cache
def program() -> str:
    """The code itself: more telling than a version, which stays the same while someone works on it."""
    package = Path(__file__).parents[1]
    return _hash((path, path.relative_to(package).as_posix()) for path in sorted(package.rglob("*.py")))


def data_of(settings: Settings) -> str:
    """The mappings and vocabularies."""
    return _hash(_data(settings))


def _data(settings: Settings) -> Iterator[tuple[Path, str]]:
    directory = settings.mappings or mappings_directory()
    for path in sorted(directory.rglob("*")):
        if path.is_file() and not path.name.endswith(DRAFTS):
            yield path, path.relative_to(directory).as_posix()
    if settings.codes and settings.plugged:
        yield from ((path, f"plugged {path.name}") for path in plugged_files())


def _hash(files: Iterable[tuple[Path, str]]) -> str:
    digest = sha256()
    for path, name in files:
        digest.update(name.encode() + sha256(path.read_bytes()).digest())
    return digest.hexdigest()
