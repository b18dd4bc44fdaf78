"""The files of zip archives, here and elsewhere. What an archive says of itself is checked before it is believed."""

from __future__ import annotations

import errno
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from pipeline.problems import ProblemError
from pipeline.storage.error import StoreError
from pipeline.storage.folders import address_of
from pipeline.storage.listing import Listed
from pipeline.storage.remote import Remote
from pipeline.storage.urls import is_hidden

# In bytes. An archive elsewhere is copied here as a whole, in each process that reads from it.
MAX_ARCHIVE = 2_000_000_000

_ENCRYPTED = 1  # the bit of a member's flags


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive."""

    archive: Path | Remote
    name: str

    def __str__(self) -> str:
        return f"{address_of(self.archive)}/{self.name}"

    def absolute(self) -> Member:
        return replace(self, archive=self.archive.absolute())

    def read_up_to(self, limit: int) -> bytes:
        """Its bytes. Raises OSError; of a file that is larger than the limit, none is unpacked (EFBIG)."""
        with _sound():
            archive = _opened(self.archive)
            member = archive.getinfo(self.name)
            if member.flag_bits & _ENCRYPTED:
                raise StoreError(errno.EPERM, "is encrypted; monofhir asks for no password")
            if member.file_size > limit:
                raise StoreError(errno.EFBIG, f"has {member.file_size:,} bytes, more than the limit of {limit:,}")
            with archive.open(member) as stream:
                return stream.read(limit + 1)


def members(archive: Path | Remote) -> tuple[Listed, ...]:
    """The files of an archive in its own order; the hidden ones are left out. Raises OSError where it is none."""
    with _sound():
        return tuple(
            Listed(member.filename, member.file_size)
            for member in _opened(archive).infolist()
            if not member.is_dir() and not is_hidden(member.filename)
        )


def _opened(archive: Path | Remote) -> zipfile.ZipFile:
    if isinstance(archive, Remote):
        return _copied(archive)
    state = archive.stat()
    return _at(archive, state.st_mtime_ns, state.st_size)


@lru_cache(maxsize=4)
def _at(archive: Path, _changed: int, _size: int) -> zipfile.ZipFile:
    return zipfile.ZipFile(archive)


@lru_cache(maxsize=4)
def _copied(archive: Remote) -> zipfile.ZipFile:
    size = archive.ask(lambda store, path: store.info(path)["size"])
    if size is not None and size > MAX_ARCHIVE:
        raise StoreError(errno.EFBIG, f"has {size:,} bytes, more than the limit of {MAX_ARCHIVE:,}; unpack it first")
    return zipfile.ZipFile(archive.open())


@contextmanager
def _sound() -> Iterator[None]:
    try:
        yield
    except (OSError, ProblemError):
        raise
    except Exception as error:  # a damaged archive can lead zipfile to raise nearly anything
        raise StoreError(errno.EBADMSG, f"the zip archive is broken, or is none ({error})") from error
