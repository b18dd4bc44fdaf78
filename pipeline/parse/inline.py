"""Collects inline content into a Text: words without markup, each with the place that it came from."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field

from pipeline.model.document import Text

_NOT_ASCII = re.compile(r"[^\x00-\x7f]")

# One for one, so that offsets stay true: word processors' spaces, hyphens, apostrophes and quotes.
_PLAIN = str.maketrans(
    "\u00a0\u2007\u2009\u200a\u202f\u2002\u2003\u2010\u2011\u2018\u2019\u201c\u201d\t\r\n",
    "       --''\"\"   ",
)


def offsets_of(text: str, base: int) -> Callable[[int], int]:
    """A function from UTF-8 byte offsets in `text` to character offsets, shifted by `base`."""
    if text.isascii():
        return lambda offset: offset + base
    ends: list[int] = []
    surplus: list[int] = [0]
    extra = 0
    for match in _NOT_ASCII.finditer(text):
        extra += len(match.group().encode()) - 1
        ends.append(match.end() + extra)
        surplus.append(extra)
    return lambda offset: offset - surplus[bisect_right(ends, offset)] + base


@dataclass(slots=True)
class Inline:
    """A Text in the making. `strong` collects the plain ranges that stand in bold or italics."""

    parts: list[str] = field(default_factory=list)
    segments: list[tuple[int, int, int]] = field(default_factory=list)
    strong: list[tuple[int, int]] = field(default_factory=list)
    length: int = 0
    open_marks: list[int] = field(default_factory=list)

    def add(self, words: str, start: int, end: int) -> None:
        """Appends the words that stand at `source[start:end]`."""
        if not words:
            return
        if len(words) == end - start and self._continues(start):
            begin, low, _ = self.segments[-1]
            self.segments[-1] = (begin, low, end)
        else:
            self.segments.append((self.length, start, end))
        self.parts.append(words if words.isprintable() and words.isascii() else words.translate(_PLAIN))
        self.length += len(words)

    def break_line(self, start: int, end: int) -> None:
        """A line break that the author asked for; it ends a sentence."""
        self.segments.append((self.length, start, end))
        self.parts.append("\n")
        self.length += 1

    def open_mark(self) -> None:
        self.open_marks.append(self.length)

    def close_mark(self) -> None:
        if not self.open_marks:
            return
        start = self.open_marks.pop()
        if self.length > start and not self.open_marks:
            self.strong.append((start, self.length))

    def text(self) -> Text:
        return Text("".join(self.parts), tuple(self.segments))

    def _continues(self, start: int) -> bool:
        if not self.segments:
            return False
        begin, low, high = self.segments[-1]
        return high == start and high - low == self.length - begin
