"""The members of a list as commas and conjunctions cut it, and the known words that open each."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.rules.lexicon import Lexicon

Range = tuple[int, int]

MEASURES = frozenset({"specimen", "measure"})
_LEADING = frozenset({"severity", "direction", "change", "carrier"})
_DEPENDENT = (frozenset({"modifier"}), frozenset({"site"}), frozenset({"activity"}), MEASURES)
_GAP = re.compile(r"[\s-]*")


@dataclass(frozen=True, slots=True)
class Piece:
    """A member of the list as commas and conjunctions cut it.

    joint  what stands before it: "", "comma", "conjunction", "comma conjunction", "slash" or "example"
    limit  where its text ends before trimming
    """

    start: int
    end: int
    joint: str
    limit: int

    @property
    def zone(self) -> Range:
        """Where the brackets that belong to it stand."""
        return self.start, self.limit

    def grown(self, by: Piece) -> Piece:
        """With a later piece and all between them."""
        return Piece(self.start, by.end, self.joint, by.limit)


@dataclass(frozen=True, slots=True)
class Draft:
    """A phrase: the ranges of its words in reading order, and the zones in which its brackets stand."""

    parts: tuple[Range, ...]
    zones: tuple[Range, ...]
    joint: str


@dataclass(frozen=True, slots=True)
class Shape:
    """The known words that open a piece: the roles of its `lead` up to `body`, then `hits`; others from `rest` on."""

    piece: Piece
    lead: frozenset[str]
    body: int
    hits: tuple[tuple[int, int, str], ...]
    rest: int

    @property
    def roles(self) -> tuple[str, ...]:
        return tuple(key for _, _, key in self.hits)

    @property
    def is_whole(self) -> bool:
        return self.rest >= self.piece.end

    @property
    def is_open(self) -> bool:
        """Only adjectives, sites or measures, or only "increased": a noun must come from a neighbour."""
        known = bool(self.lead or self.hits) and "carrier" not in self.lead
        if "change" in self.lead and not MEASURES.issuperset(self.roles):
            return False
        return self.is_whole and known and any(kind.issuperset(self.roles) for kind in _DEPENDENT)

    def is_only(self, roles: frozenset[str]) -> bool:
        return self.is_whole and not self.lead and bool(self.hits) and roles.issuperset(self.roles)


def alone(piece: Piece) -> Draft:
    """The draft of a piece that shares nothing."""
    return Draft(((piece.start, piece.end),), (piece.zone,), piece.joint)


def shape_of(text: str, piece: Piece, words: Lexicon) -> Shape:
    """`words` tell what part a word plays: "site", "modifier", "complaint", "measure", ... (lexicon phrase-words)."""
    lead: set[str] = set()
    hits: list[tuple[int, int, str]] = []
    at = body = piece.start
    for hit in words.find(text, piece.start, piece.end):
        if _GAP.fullmatch(text, at, hit.start) is None:
            break
        at = hit.end
        if hit.term.key in _LEADING and not hits:
            lead.add(hit.term.key)
            body = skip(text, at, piece.end)
        else:
            hits.append((hit.start, hit.end, hit.term.key))
    return Shape(piece, frozenset(lead), body, tuple(hits), skip(text, at, piece.end))


def skip(text: str, at: int, end: int) -> int:
    """Past white space."""
    while at < end and text[at].isspace():
        at += 1
    return at
