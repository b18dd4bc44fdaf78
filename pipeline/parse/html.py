"""The little HTML that people put into Markdown: block tags cut, bold tags mark, others vanish, entities resolve."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from pipeline.model.document import BlockKind
from pipeline.parse.inline import Inline

_PIECES = re.compile(
    r"(?P<dead><!--.*?-->|<(?P<raw>script|style)\b.*?</(?P=raw)\s*>)|(?P<tag></?(?P<name>[a-zA-Z][\w-]*)[^<>]*>)|(?P<entity>&#?\w+;)",
    re.DOTALL | re.IGNORECASE,
)
_BOLD = frozenset(("b", "strong", "em", "i"))
_CUTS = frozenset(
    (
        "p",
        "div",
        "ul",
        "ol",
        "li",
        "table",
        "thead",
        "tbody",
        "tr",
        "section",
        "article",
        "blockquote",
        "details",
        "summary",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
    )
)
_HEADING = re.compile(r"h([1-6])", re.IGNORECASE)


def mark_of_tag(tag: str) -> str | None:
    """What an inline tag means for the words: "break", "open" or "close" of a bold run, "raise", or nothing."""
    match = _PIECES.fullmatch(tag.strip())
    name = (match.group("name") or "").lower() if match else ""
    if name == "br":
        return "break"
    if name == "sup" and not tag.lstrip().startswith("</"):
        return "raise"
    if name in _BOLD:
        return "close" if tag.lstrip().startswith("</") else "open"
    return None


def html_blocks(markup: str, base: int) -> Iterator[tuple[BlockKind, int, Inline, int]]:
    """(kind, heading level, words, source offset) of each block of an HTML passage that starts at `base`."""
    inline, cursor = Inline(), 0
    kind: BlockKind = "paragraph"
    level = 0
    for piece in _PIECES.finditer(markup):
        inline.add(markup[cursor : piece.start()], base + cursor, base + piece.start())
        cursor = piece.end()
        name = (piece.group("name") or "").lower()
        if name in _CUTS:
            yield from _finished(inline, kind, level)
            kind, level = _opened(piece.group("tag"), name)
            inline = Inline()
        elif piece.group("entity"):
            inline.add(unescape(piece.group("entity")), base + piece.start(), base + piece.end())
        elif piece.group("tag"):
            apply_tag(inline, piece.group("tag"), base + piece.start(), base + piece.end())
    inline.add(markup[cursor:], base + cursor, base + len(markup))
    yield from _finished(inline, kind, level)


def apply_tag(inline: Inline, tag: str, start: int, end: int) -> None:
    """Lets an inline tag at `source[start:end]` act on the words; a raised number keeps its caret (10^6 is not 106)."""
    match mark_of_tag(tag):
        case "break":
            inline.break_line(start, end)
        case "raise":
            inline.add("^", start, end)
        case "open":
            inline.open_mark()
        case "close":
            inline.close_mark()


def _opened(tag: str, name: str) -> tuple[BlockKind, int]:
    if tag.startswith("</"):
        return "paragraph", 0
    heading = _HEADING.fullmatch(name)
    if heading:
        return "heading", int(heading.group(1))
    return ("item" if name == "li" else "paragraph"), 0


def _finished(inline: Inline, kind: BlockKind, level: int) -> Iterator[tuple[BlockKind, int, Inline, int]]:
    if inline.segments:
        yield kind, level, inline, inline.segments[0][1]
