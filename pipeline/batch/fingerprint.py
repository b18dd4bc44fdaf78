"""What the bytes of a bundle depend on beside its monograph, as one short text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from hashlib import sha256
from pathlib import Path

from pipeline.batch.work import Settings
from pipeline.rules import mappings_directory
from pipeline.terminology.plugged import plugged_files

# What editors leave beside a file while it is open in them. Nobody reads it, so nothing depends on it.
DRAFTS = ("~", ".swp", ".swx", ".tmp", ".bak")


def fingerprint(settings: Settings, *delivery: object) -> str:
    """The same for two runs that make the same bytes of the same monographs and deliver them the same way."""
    digest = sha256(repr((replace(settings, mappings=None), delivery)).encode())
    digest.update(_program())
    for path, name in _data(settings):
        digest.update(name.encode() + sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _data(settings: Settings) -> Iterator[tuple[Path, str]]:
    directory = settings.mappings or mappings_directory()
    for path in sorted(directory.rglob("*")):
        if path.is_file() and not path.name.endswith(DRAFTS):
            yield path, path.relative_to(directory).as_posix()
    if settings.codes and settings.plugged:
        yield from ((path, f"plugged {path.name}") for path in plugged_files())


@cache
def _program() -> bytes:
    """The code itself: more telling than a version, which stays the same while someone works on it."""
    package = Path(__file__).parents[1]
    digest = sha256()
    for path in sorted(package.rglob("*.py")):
        digest.update(path.relative_to(package).as_posix().encode() + sha256(path.read_bytes()).digest())
    return digest.digest()
