"""Words that the members of a list share: which member takes which words of its neighbours."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from pipeline.rules.lexicon import Lexicon

Parts = tuple[tuple[int, int], ...]
Draft = tuple[Parts, "Piece"]

_PLACE = re.compile(r"(?:(?:sensations?|feelings?)\s+)?(?:at|in|on|of|around|upon|to|near|with|during|after)\s", re.IGNORECASE)
_OF_A_SITE = re.compile(r"\b(?:of|in|on|around|at|to|near|from|behind|under)\s", re.IGNORECASE)
_GAP = re.compile(r"[\s-]*")
_LEADING = frozenset({"severity", "direction", "carrier"})
_DEPENDENT = frozenset({"modifier", "site", "measure"})


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


@dataclass(frozen=True, slots=True)
class _Shape:
    """The known words that open a piece: `lead` (severity, direction), then `roles` until `rest` begins."""

    piece: Piece
    lead: int
    body: int
    rest: int
    roles: tuple[str, ...]
    lead_roles: tuple[str, ...]

    @property
    def is_whole(self) -> bool:
        return self.rest >= self.piece.end

    @property
    def is_open(self) -> bool:
        """Only adjectives, sites or measures: a noun must come from a neighbour."""
        return self.is_whole and bool(self.roles) and _DEPENDENT.issuperset(self.roles)

    def is_all(self, *roles: str) -> bool:
        return self.is_whole and not self.lead_roles and bool(self.roles) and set(roles).issuperset(self.roles)


def coordinate(text: str, pieces: list[Piece], words: Lexicon) -> list[Draft]:
    """What each phrase is made of: ranges of `text` in reading order, and the piece that it stands in."""
    shapes = [_shape(text, piece, words) for piece in pieces]
    drafts: list[Draft] = []
    index = 0
    while index < len(shapes):
        if drafts and _continues(text, drafts[-1][1], shapes, index):
            parts, piece = drafts[-1]
            grown = replace(piece, limit=pieces[index].limit, end=pieces[index].end)
            drafts[-1] = ((*parts[:-1], (parts[-1][0], pieces[index].end)), grown)
            index += 1
            continue
        last = _run_end(shapes, index)
        drafts += _shared(text, shapes, index, last)
        index = last + 1
    return drafts


def _shape(text: str, piece: Piece, words: Lexicon) -> _Shape:
    roles: list[str] = []
    lead_roles: list[str] = []
    at = body = piece.start
    for hit in words.find(text, piece.start, piece.end):
        if _GAP.fullmatch(text, at, hit.start) is None:
            break
        if hit.term.key in _LEADING and not roles:
            lead_roles.append(hit.term.key)
            body = hit.end
        else:
            roles.append(hit.term.key)
        at = hit.end
    while body < piece.end and text[body].isspace():
        body += 1
    return _Shape(piece, piece.start, body, at, tuple(roles), tuple(lead_roles))


def _continues(text: str, before: Piece, shapes: list[_Shape], index: int) -> bool:
    """Whether a piece only adds a site or an activity to the phrase before it."""
    shape = shapes[index]
    if shape.piece.joint == "example":
        return False
    previous = shapes[index - 1]
    if shape.is_all("site"):
        ends_with_site = previous.is_whole and previous.roles[-1:] == ("site",) and len(previous.roles) > 1
        return ends_with_site or _OF_A_SITE.search(text, before.start, before.end) is not None
    if shape.is_all("activity", "measure") or shape.is_all("activity"):
        return bool(previous.roles) and previous.roles[0] in {"struggle", "activity"}
    return False


def _run_end(shapes: list[_Shape], first: int) -> int:
    """The last of the pieces that share words with the one at `first`."""
    last = first
    while shapes[last].is_open and last + 1 < len(shapes) and _may_share(shapes, first, last + 1):
        last += 1
    if last > first:
        return last
    return _complaint_run_end(shapes, first)


def _may_share(shapes: list[_Shape], first: int, following: int) -> bool:
    shape = shapes[following]
    if shape.piece.joint == "example" or not shape.roles or shape.roles[0] not in _DEPENDENT:
        return False
    return not (shape.lead_roles and "direction" in shape.lead_roles and "measure" in shapes[first].roles)


def _complaint_run_end(shapes: list[_Shape], first: int) -> int:
    return first


def _shared(text: str, shapes: list[_Shape], first: int, last: int) -> list[Draft]:
    return [(((shape.piece.start, shape.piece.end),), shape.piece) for shape in shapes[first : last + 1]]
