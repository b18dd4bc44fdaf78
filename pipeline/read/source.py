"""Reads one input: its bytes, within a limit, and their decoding."""

from __future__ import annotations

import codecs
import re
import stat
import sys
from pathlib import Path

from pipeline.model.document import Source
from pipeline.problems import Location, Problem, ProblemError
from pipeline.read.errors import refused
from pipeline.read.input import MEDIA_TYPES, Input

MAX_SIZE = 1_000_000  # bytes: some 400 printed pages

# Code page 1252 comes first: its curly quotes and dashes are control characters in latin-1, which decodes anything.
_FALLBACKS = ("cp1252", "latin-1")
# The form without "-le" or "-be" would drop the byte order mark, and offsets with it.
_BYTE_ORDER_MARKS = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_CONTROL = re.compile(rb"[\x01-\x08\x0e-\x1a\x1c-\x1f]")


def read(item: Input, *, max_size: int = MAX_SIZE, encoding: str | None = None) -> tuple[Source, tuple[Problem, ...]]:
    """The monograph, and a warning where its encoding had to be guessed.

    `encoding` is used as it is; without it UTF-16 is known by its byte order mark, all else is UTF-8, and what is
    not UTF-8 is read as Windows-1252 or latin-1. Raises ProblemError where there is nothing to convert.
    """
    data = read_bytes(item, max_size=max_size)
    used, problems = (encoding, ()) if encoding else _detect(data, item)
    try:
        text = data.decode(used)
    except UnicodeError as error:
        raise _error("read-encoding", f"cannot be decoded as {used}: {error}", item) from error
    if not text.strip("\ufeff \t\r\n\f\v"):
        raise _error("read-empty", "the file is empty", item)
    media_type = MEDIA_TYPES[Path(item.path).suffix.lower()]
    return Source(item.path, data, text, used, media_type), problems


def read_bytes(item: Input, *, max_size: int = MAX_SIZE) -> bytes:
    """The bytes alone. Raises ProblemError where they cannot be read or are more than `max_size`."""
    if item.problem:
        raise ProblemError(item.problem)
    try:
        data = _bytes(item, max_size)
    except OSError as error:
        raise ProblemError(refused(error, item.path)) from error
    if len(data) > max_size:
        raise _error("read-too-large", f"larger than the limit of {max_size:,} bytes", item)
    return data


def _bytes(item: Input, max_size: int) -> bytes:
    """At most one byte more than the limit, so that a file of any size costs no more than that."""
    file = item.file
    if file is None:
        return sys.stdin.buffer.read(max_size + 1)
    if not isinstance(file, Path):
        return file.read_up_to(max_size)
    if not stat.S_ISREG(file.stat().st_mode):
        raise OSError(None, "it is not a regular file")
    with file.open("rb") as stream:
        return stream.read(max_size + 1)


def _detect(data: bytes, item: Input) -> tuple[str, tuple[Problem, ...]]:
    for mark, encoding in _BYTE_ORDER_MARKS.items():
        if data.startswith(mark):
            return encoding, ()
    if b"\0" in data:
        raise _error("read-binary", "is binary, not text (it has NUL bytes)", item)
    try:
        data.decode("utf-8")
        return "utf-8", ()
    except UnicodeDecodeError as error:
        if _CONTROL.search(data):
            raise _error(
                "read-binary", "is binary, not text (neither UTF-8 nor free of control bytes)", item
            ) from error
        encoding = next(name for name in _FALLBACKS if _decodes(data, name))
        line = data.count(b"\n", 0, error.start) + 1
        message = f"not valid UTF-8 (byte 0x{data[error.start]:02x}); read as {encoding}"
        return encoding, (Problem("read-encoding", "warning", message, Location(item.path, line)),)


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _error(code: str, message: str, item: Input) -> ProblemError:
    return ProblemError(Problem(code, "error", message, Location(item.path)))
