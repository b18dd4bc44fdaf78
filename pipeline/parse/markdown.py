"""CommonMark with tables -> the raw blocks of a page, in order, each with its words and their source offsets.

The block structure comes from pyromark (pulldown-cmark), whose events carry byte ranges.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pyromark

from pipeline.model.document import BlockKind, Text
from pipeline.parse.html import apply_tag, html_blocks
from pipeline.parse.inline import Inline, offsets_of

_OPTIONS = pyromark.Options.ENABLE_TABLES
_MARKS = frozenset(("Strong", "Emphasis"))
_CELL_GAP = " | "


@dataclass(frozen=True, slots=True)
class RawBlock:
    """A block before sections are known.

    item     index of the raw block whose list item holds this one (an enclosing item, or the first block of the
             same item); None outside lists
    strong   plain ranges of the outermost bold or italic runs
    """

    kind: BlockKind
    text: Text
    start: int
    depth: int = 0
    level: int = 0
    item: int | None = None
    strong: tuple[tuple[int, int], ...] = ()
    cells: tuple[tuple[int, int], ...] = ()
    header: tuple[str, ...] = ()


def read_blocks(text: str, base: int) -> list[RawBlock]:
    """The raw blocks of `text[base:]`; their offsets count from the start of `text`."""
    page = text[base:]
    reader = _Reader(offsets_of(page, base))
    for event, place in pyromark.events_with_range(page, options=_OPTIONS):
        reader.take(event, place["start"], place["end"])
    return reader.blocks


@dataclass(slots=True)
class _Reader:
    """Follows the events; `items` holds, for each open list item, the index of its first block once it has one."""

    offset: Callable[[int], int]
    blocks: list[RawBlock] = field(default_factory=list)
    inline: Inline | None = None
    start: int = 0
    level: int = 0
    items: list[int | None] = field(default_factory=list)
    cells: list[tuple[int, int]] = field(default_factory=list)
    header: tuple[str, ...] = ()

    def take(self, event: Any, low: int, high: int) -> None:
        if isinstance(event, str):
            self._take_break(event, low, high)
            return
        ((name, value),) = event.items()
        if name in ("Text", "Code"):
            self._words(value, low, high)
        elif name == "Start":
            self._open(value, low)
        elif name == "End":
            self._close(value)
        elif name == "InlineHtml":
            apply_tag(self._current(self.offset(low)), value, self.offset(low), self.offset(high))
        elif name == "Html":
            self._html(value, low)

    def _words(self, words: str, low: int, high: int) -> None:
        start, end = self.offset(low), self.offset(high)
        # A code span's range includes its backticks: cut them off where the rest is the code itself.
        surplus = end - start - len(words)
        if surplus > 0 and surplus % 2 == 0 and len(words) > 1:
            start, end = start + surplus // 2, end - surplus // 2
        self._current(start).add(words, start, end)

    def _take_break(self, event: str, low: int, high: int) -> None:
        if self.inline is None:
            return
        start, end = self.offset(low), self.offset(high)
        if event == "SoftBreak":
            self.inline.add(" ", start, end)
        elif event == "HardBreak":
            self.inline.break_line(start, end)

    def _open(self, value: Any, low: int) -> None:
        name, detail = next(iter(value.items())) if isinstance(value, dict) else (value, {})
        if name in _MARKS:
            self._current(self.offset(low)).open_mark()
        elif name == "Heading":
            self.level = int(detail["level"][1:])
        elif name == "Item":
            self.items.append(None)
        elif name == "List":
            self._flush()
        elif name in ("TableHead", "TableRow"):
            self.cells = []
        elif name == "TableCell":
            self._open_cell(self.offset(low))
        elif name == "Table":
            self.header = ()

    def _close(self, value: Any) -> None:
        name = next(iter(value)) if isinstance(value, dict) else value
        if name in _MARKS and self.inline is not None:
            self.inline.close_mark()
        elif name in ("Paragraph", "CodeBlock"):
            self._flush()
        elif name == "Heading":
            self._flush("heading")
        elif name == "Item":
            self._flush()
            self.items.pop()
        elif name == "TableCell" and self.inline is not None:
            self.cells[-1] = (self.cells[-1][0], self.inline.length)
        elif name == "TableHead":
            self._close_head()
        elif name == "TableRow":
            self._flush("row")

    def _open_cell(self, start: int) -> None:
        inline = self._current(start)
        if self.cells:
            inline.add(_CELL_GAP, start, start + 1)
        self.cells.append((inline.length, inline.length))

    def _close_head(self) -> None:
        words = self.inline.text().plain if self.inline else ""
        self.header = tuple(words[start:end].strip() for start, end in self.cells)
        self.inline = None

    def _html(self, markup: str, low: int) -> None:
        self._flush()
        for kind, level, inline, start in html_blocks(markup, self.offset(low)):
            self.inline, self.start, self.level = inline, start, level
            self._flush(kind)

    def _current(self, start: int) -> Inline:
        if self.inline is None:
            self.inline, self.start = Inline(), start
        return self.inline

    def _flush(self, kind: BlockKind | None = None) -> None:
        inline, self.inline = self.inline, None
        if inline is None or not inline.length:
            return
        text = inline.text()
        if not text.plain.strip(" \n|"):
            return
        first_of_item = bool(self.items) and self.items[-1] is None
        self.blocks.append(
            RawBlock(
                kind=kind or ("item" if first_of_item else "paragraph"),
                text=text,
                start=self.start,
                depth=len(self.items) or int(kind == "item"),
                level=self.level if kind == "heading" else 0,
                item=self._holder(),
                strong=tuple(inline.strong),
                cells=tuple(self.cells) if kind == "row" else (),
                header=self.header if kind == "row" else (),
            )
        )
        if first_of_item:
            self.items[-1] = len(self.blocks) - 1

    def _holder(self) -> int | None:
        holders: Iterator[int] = (index for index in reversed(self.items) if index is not None)
        return next(holders, None)
