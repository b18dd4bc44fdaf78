"""Cuts an enumeration into noun phrases, each with its place in the text.

All offsets are offsets in the plain text of a block; nothing is searched for later.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.extract.coordination import coordinate
from pipeline.extract.pieces import Draft, Piece, alone
from pipeline.rules import Rules

_BRACKET = re.compile(r"[()\[\]]")
_BREAK = re.compile(r"\W")
_PLURAL = re.compile(r"\((?:s|es)\)")
_EDGE = " \t\n,;:.!?(•*–—-\"'“”‘’"
_QUOTES = re.compile('["“”]')
_SPACES = re.compile(r"\s\s|[^\S ]|^\s|\s$")
# what is left before a comma or a hyphen where brackets stood: "receptor (HR)-positive"
_LOOSE = re.compile(r" (?=,|-\w)")


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
    words = text[start:end]
    brackets = list(_brackets(words, 0, len(words)))
    masked = _mask(words, brackets)
    if '"' in masked or "“" in masked:
        masked = _QUOTES.sub(" ", masked)
    pieces = [piece for piece in _cut(masked, rules) if piece.start < piece.end]
    shared = len(pieces) > 1
    drafts = coordinate(masked, pieces, rules.lexicon["phrase-words"]) if shared else [alone(piece) for piece in pieces]
    opened = _List(words, masked, brackets, [opening for opening, _ in brackets], start)
    return [opened.phrase(draft) for draft in drafts]


@dataclass(frozen=True, slots=True)
class _List:
    """The words of a list, the same without brackets and quotation marks, its brackets, and its offset in the text."""

    words: str
    masked: str
    brackets: list[tuple[int, int]]
    openings: list[int]
    offset: int

    def phrase(self, draft: Draft) -> Phrase:
        parts = draft.parts
        words = self.masked[slice(*parts[0])] if len(parts) == 1 else " ".join(self.masked[a:b] for a, b in parts)
        start, end = parts[0][0] + self.offset, parts[-1][1] + self.offset
        limit = max(end for _, end in draft.zones) + self.offset
        asides = self._asides(draft) if self.brackets else ()
        return Phrase(start, end, _squeeze(words), asides, draft.joint == "example", limit)

    def _asides(self, draft: Draft) -> tuple[Aside, ...]:
        zones = [(bisect_left(self.openings, start), bisect_left(self.openings, end)) for start, end in draft.zones]
        inside = sorted({bracket for first, last in zones for bracket in self.brackets[first:last]})
        spans = (_strip(self.words, start + 1, end - 1) for start, end in inside)
        return tuple(
            Aside(start + self.offset, end + self.offset, self.words[start:end]) for start, end in spans if start < end
        )


def _squeeze(words: str) -> str:
    return _LOOSE.sub("", " ".join(words.split())) if _SPACES.search(words) else words


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
    return _mask(text, list(_brackets(text, start, end))) if _BRACKET.search(text, start, end) else text


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
    if not brackets:
        return text
    kept, at = [], 0
    for start, end in brackets:
        kept += [text[at:start], " " * (end - start)]
        at = end
    return "".join([*kept, text[at:]])


def _cut(masked: str, rules: Rules) -> Iterator[Piece]:
    joint, begin = "", 0
    hits = rules.lexicon["list-joints"].find(masked) if _BREAK.search(masked) else ()
    for hit in hits:
        yield _piece(masked, (begin, hit.start, hit.end), joint, rules)
        comma = "comma" if hit.match.group().lstrip()[:1] in {",", ";"} else ""
        joint = f"{comma} {hit.term.key}".strip() if hit.term.key == "conjunction" else hit.term.key
        begin = hit.end
    yield _piece(masked, (begin, len(masked), len(masked)), joint, rules)


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
