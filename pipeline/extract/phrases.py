"""Cuts an enumeration into noun phrases, each with its place in the text.

All offsets are offsets in the plain text of a block; nothing is searched for later.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.extract.coordination import Draft, Piece, alone, coordinate
from pipeline.rules import Rules

_BRACKET = re.compile(r"[()\[\]]")
_PLURAL = re.compile(r"\((?:s|es)\)")
_EDGE = " \t\n,;:.!?(•*–—-\"'“”‘’"
_QUOTES = re.compile('["“”]')
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Aside:
    """What stands in brackets: the offsets of its words, without the brackets, and the words."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """One member of a list.

    start, end  offsets that cover every word of `text`, also those shared with a neighbour
    text        the words, without brackets, leading articles or trailing clauses
    asides      the brackets that stand in or right after it
    example     whether "such as" or the like introduces it as an instance of what stands before
    limit       where the member ended before a trailing clause was cut off: `text[end:limit]` holds it
    """

    start: int
    end: int
    text: str
    asides: tuple[Aside, ...] = ()
    example: bool = False
    limit: int = 0


def split_list(text: str, start: int, end: int, rules: Rules) -> list[Phrase]:
    """The members of the list in `text[start:end]`, in order.

    Commas, semicolons, slashes between words, "and", "or" and "such as" cut; brackets do not. Neighbours that
    share words get them: "upper and lower tract infections" gives two phrases that both end with "infections",
    "swelling of the face, lips or tongue" stays one.
    """
    brackets = list(_brackets(text, start, end))
    masked = _QUOTES.sub(" ", _mask(text, brackets))
    pieces = [piece for piece in _cut(masked, start, end, rules) if piece.start < piece.end]
    if len(pieces) < 2:
        return [_phrase(text, masked, alone(piece), brackets) for piece in pieces]
    drafts = coordinate(masked, pieces, rules.lexicon["phrase-words"])
    return [_phrase(text, masked, draft, brackets) for draft in drafts]


def trim(text: str, start: int, end: int, rules: Rules) -> tuple[int, int]:
    """The offsets without leading articles, quotes, stops and a trailing clause ("..., which may be severe")."""
    edges = rules.lexicon["phrase-edges"]
    while True:
        start, end = _strip(text, start, end)
        hits = edges.find(text, start, end)
        hit = next((hit for hit in hits if hit.term.key == "clause" or hit.start == start), None)
        if hit is None:
            return start, end
        if hit.term.key == "clause":
            return _strip(text, start, hit.start)
        start = hit.end


def without_brackets(text: str, start: int, end: int) -> str:
    """The text with what stands in brackets between the offsets blanked out: every other character keeps its place."""
    return _mask(text, list(_brackets(text, start, end)))


def _brackets(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The outermost brackets, with their marks; "eye(s)" has none, and a bracket never closed is none."""
    depth, opened = 0, 0
    for match in _BRACKET.finditer(text, start, end):
        if depth == 0 and _PLURAL.match(text, match.start()):
            continue
        if match.group() in "([":
            opened = opened if depth else match.start()
            depth += 1
        elif depth and not (depth == 1 and _PLURAL.fullmatch(text, match.start() - 2, match.end())):
            depth -= 1
            if depth == 0:
                yield opened, match.end()


def _mask(text: str, brackets: list[tuple[int, int]]) -> str:
    """The text with its brackets blanked out, every other character in its place."""
    kept, at = [], 0
    for start, end in brackets:
        kept += [text[at:start], " " * (end - start)]
        at = end
    return "".join([*kept, text[at:]])


def _cut(masked: str, start: int, end: int, rules: Rules) -> Iterator[Piece]:
    joint, begin = "", start
    for hit in rules.lexicon["list-joints"].find(masked, start, end):
        yield _piece(masked, (begin, hit.start, hit.end), joint, rules)
        comma = "comma" if hit.match.group().lstrip()[:1] in {",", ";"} else ""
        joint = f"{comma} {hit.term.key}".strip() if hit.term.key == "conjunction" else hit.term.key
        begin = hit.end
    yield _piece(masked, (begin, end, end), joint, rules)


def _piece(masked: str, bounds: tuple[int, int, int], joint: str, rules: Rules) -> Piece:
    start, end, limit = bounds
    first, last = trim(masked, start, end, rules)
    return Piece(first, last, joint, limit)


def _strip(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in _EDGE:
        start += 1
    while end > start and text[end - 1] in _EDGE:
        end -= 1
    return start, end


def _phrase(text: str, masked: str, draft: Draft, brackets: list[tuple[int, int]]) -> Phrase:
    words = _SPACES.sub(" ", " ".join(masked[start:end] for start, end in draft.parts)).strip()
    inside = [(a, b) for a, b in brackets if any(start <= a < end for start, end in draft.zones)]
    spans = [_strip(text, a + 1, b - 1) for a, b in inside]
    asides = tuple(Aside(start, end, text[start:end]) for start, end in spans if start < end)
    limit = max(end for _, end in draft.zones)
    return Phrase(draft.parts[0][0], draft.parts[-1][1], words, asides, draft.joint == "example", limit)
