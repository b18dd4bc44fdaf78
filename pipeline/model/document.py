"""A monograph as it was read: its bytes, its blocks, and where each character of them stood."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

BlockKind = Literal["heading", "paragraph", "item", "row"]

_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of characters (Unicode code points) of `Source.text`."""

    start: int
    end: int

    @property
    def length(self) -> int:
        return self.end - self.start

    def overlaps(self, other: Span) -> bool:
        return self.start < other.end and other.start < self.end

    def join(self, other: Span) -> Span:
        return Span(min(self.start, other.start), max(self.end, other.end))


@dataclass(frozen=True, slots=True)
class Source:
    """The bytes of one monograph and their decoding.

    `text` is `data` decoded with `encoding` and nothing else: a byte order mark and CRLF stay, so that
    `data.decode(encoding)[span.start:span.end]` always gives the quoted words.
    """

    path: str
    data: bytes
    text: str
    encoding: str = "utf-8"
    media_type: str = "text/markdown"


@dataclass(frozen=True, slots=True)
class Text:
    """Words without markup, and the source offset that each character came from.

    `plain` has markup removed, entities resolved, no-break spaces and curly apostrophes replaced one for
    one. `segments` holds (offset in plain, source start, source end), in order; a segment as long in both
    maps character by character, any other (an entity, a line break) as a whole.
    """

    plain: str
    segments: tuple[tuple[int, int, int], ...]

    def span(self, start: int, end: int) -> Span:
        """The source span of `plain[start:end]`, which must not be empty."""
        return Span(self._source(start)[0], self._source(end - 1)[1])

    def _source(self, offset: int) -> tuple[int, int]:
        index = bisect_right(self.segments, (offset, float("inf"), float("inf"))) - 1
        begin, low, high = self.segments[index]
        following = self.segments[index + 1][0] if index + 1 < len(self.segments) else len(self.plain)
        if high - low == following - begin:
            return low + offset - begin, low + offset - begin + 1
        return low, high


@dataclass(frozen=True, slots=True)
class Label:
    """The words before the colon (or the question) that open a block: `**Adults (Oral):** ...`.

    `text` comes without marks, colon or a leading "Q:". `start` and `end` are offsets in the block's plain
    text. `bold` is False for a label that only the colon shows ("Nervous system: agitation, ...").
    """

    text: str
    start: int
    end: int
    bold: bool = True

    @property
    def is_question(self) -> bool:
        return self.text.endswith("?")


@dataclass(frozen=True, slots=True)
class Sentence:
    """Offsets in the block's plain text, white space trimmed."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Block:
    """One heading, paragraph, list item (its own words, not its nested items) or table row.

    section     key of the section that the block stands in (sections.yaml), "" before any known one
    topic       the section key that its own label or its nearest labelled ancestor names, else `section`
    component   the component of a combination that a heading or label assigns it to
    parent      index of the block that governs it: the enclosing item, the lead-in line of its list, the
                bold line or heading above; None at the top
    depth       0 for paragraphs, 1 for items of a top-level list, ...
    body        offset in `text.plain` where the words after the label begin
    cells       of a row: the offsets of each cell; `header` has the words of the columns' heads
    """

    index: int
    kind: BlockKind
    text: Text
    line: int
    section: str = ""
    topic: str = ""
    component: str | None = None
    parent: int | None = None
    depth: int = 0
    level: int = 0
    label: Label | None = None
    body: int = 0
    sentences: tuple[Sentence, ...] = ()
    cells: tuple[tuple[int, int], ...] = ()
    header: tuple[str, ...] = ()

    @property
    def plain(self) -> str:
        return self.text.plain

    @property
    def body_text(self) -> str:
        return self.text.plain[self.body :].strip()

    @property
    def is_label_only(self) -> bool:
        """A bold line or heading that stands alone and so speaks of what follows."""
        return self.kind == "heading" or (self.label is not None and not self.plain[self.body :].strip())


@dataclass(frozen=True, slots=True)
class Section:
    """A heading (or a bold label that opens a section) and the blocks below it: `blocks[first:last]`.

    `key` is None for a heading that sections.yaml does not know; its blocks are kept all the same.
    """

    key: str | None
    title: str
    line: int
    first: int
    last: int
    component: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed monograph."""

    source: Source
    title: str
    front_matter: Mapping[str, Any] = field(default_factory=dict)
    blocks: tuple[Block, ...] = ()
    sections: tuple[Section, ...] = ()
    components: tuple[str, ...] = ()
    title_span: Span | None = None

    def ancestors(self, block: Block) -> Iterator[Block]:
        """The blocks that govern this one, nearest first."""
        while block.parent is not None:
            block = self.blocks[block.parent]
            yield block

    def children(self, block: Block) -> Iterator[Block]:
        """The blocks that this one governs directly."""
        return (other for other in self.blocks[block.index + 1 :] if other.parent == block.index)

    def quote(self, span: Span) -> str:
        return self.source.text[span.start : span.end]


def squeeze(text: str) -> str:
    """The text on one line, without surplus white space."""
    return _SPACES.sub(" ", text).strip()
