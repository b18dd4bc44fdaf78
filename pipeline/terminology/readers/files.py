"""The files of a release, in a folder, a ZIP archive or alone, and their lines.

Everything that is wrong with them is one ProblemError `terminology-bad-release` that names file and line.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from pipeline.problems import Location, Problem, ProblemError

Row = tuple[Location, list[str]]


def fault(message: str, place: Location) -> ProblemError:
    """What to raise for a release that cannot be used."""
    return ProblemError(Problem("terminology-bad-release", "error", message, place))


@dataclass(frozen=True, slots=True)
class Layout:
    """How lines are cut. `closed`: each ends with the separator; `header`: the first names the columns."""

    separator: str
    columns: tuple[str, ...]
    header: bool = False
    closed: bool = False
    encodings: tuple[str, ...] = ("utf-8-sig",)


@dataclass(frozen=True, slots=True)
class Files:
    """`names` are relative to `place`, the shallowest first; `open` reads one of them."""

    place: Path
    names: tuple[str, ...]
    open: Callable[[str], IO[bytes]]

    def matching(self, pattern: str) -> list[str]:
        """The names whose last part fits, whatever its case."""
        return [name for name in self.names if re.fullmatch(pattern, name.rpartition("/")[2], re.IGNORECASE)]

    def first(self, name: str) -> str:
        """The file of that name that stands highest."""
        found = self.matching(re.escape(name))
        if not found:
            raise fault(f"holds no file '{name}'", Location(str(self.place)))
        return found[0]

    def shown(self, name: str) -> str:
        return str(self.place / name)

    def lines(self, name: str, encodings: tuple[str, ...]) -> Iterator[tuple[int, str]]:
        """Each line with its number, without its end; the first of the encodings that fits a line decodes it.

        A RuntimeError is what an archive raises that has a password.
        """
        shown, number, whole = self.shown(name), 0, True
        try:
            with self.open(name) as stream:
                for number, raw in enumerate(stream, 1):
                    whole = raw.endswith(b"\n")
                    line = _decoded(raw.rstrip(b"\r\n"), encodings)
                    if line is None:
                        message = f"the line is not {' or '.join(encodings).replace('-sig', '')}"
                        raise fault(message, Location(shown, number))
                    yield number, line
        except (OSError, EOFError, RuntimeError, zipfile.BadZipFile, zlib.error) as error:
            raise fault(f"cannot be read on ({error})", Location(shown, number or None)) from error
        if not whole:
            raise fault("the last line has no end: the file is cut off", Location(shown, number))

    def rows(self, name: str, layout: Layout) -> Iterator[Row]:
        """The cells of each line but the header."""
        shown, width, number = self.shown(name), len(layout.columns), 0
        for number, line in self.lines(name, layout.encodings):
            place = Location(shown, number)
            cells = line.split(layout.separator)
            if layout.closed and cells.pop():
                raise fault(f"the line does not end with '{layout.separator}'", place)
            if len(cells) != width:
                raise fault(f"{width} columns are wanted ({', '.join(layout.columns)}), not {len(cells)}", place)
            if not layout.header or number > 1:
                yield place, cells
            elif tuple(cells) != layout.columns:
                raise fault(f"the columns are to be {', '.join(layout.columns)}", place)
        if not number:
            raise fault("the file is empty", Location(shown))


@contextmanager
def opened(place: Path) -> Iterator[Files]:
    """The files of a folder with all below it, of a ZIP archive, or the file itself."""
    if place.is_dir():
        found = sorted(path.relative_to(place).as_posix() for path in place.rglob("*") if path.is_file())
        yield Files(place, _highest_first(found), lambda name: (place / name).open("rb"))
    elif place.suffix.casefold() == ".zip":
        try:
            archive = zipfile.ZipFile(place)
        except (OSError, zipfile.BadZipFile) as error:
            raise fault(f"no ZIP archive can be read here ({error})", Location(str(place))) from error
        with archive:
            names = sorted(name for name in archive.namelist() if not name.endswith("/"))
            yield Files(place, _highest_first(names), archive.open)
    else:
        yield Files(place.parent, (place.name,), lambda name: (place.parent / name).open("rb"))


def _highest_first(names: list[str]) -> tuple[str, ...]:
    return tuple(sorted(names, key=lambda name: name.count("/")))


def _decoded(raw: bytes, encodings: tuple[str, ...]) -> str | None:
    """None where no encoding fits; text of sixteen bits a character is told by its zeros."""
    for encoding in encodings if b"\0" not in raw else ():
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None
