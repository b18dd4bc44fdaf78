"""Words that the members of a list share: which member takes which words of its neighbours."""

from __future__ import annotations

import re
from dataclasses import replace

from pipeline.extract.pieces import MEASURES, Draft, Piece, Shape, alone, shape_of, skip
from pipeline.rules.lexicon import Lexicon

_PLACE = re.compile(
    r"(?:sensations?|feelings?)(?:$|\s(?:at|in|on|of|around|upon|to|near|with|during|after)\s)"
    r"|(?:at|in|on|of|around|upon|to|near|during|after)\s",
    re.IGNORECASE,
)
_SENSATION = re.compile(r"(?:sensations?|feelings?)\s+", re.IGNORECASE)
_PREPOSITION = re.compile(r"\b(?:of|in|on|around|at|to|near|from|behind|under)\s", re.IGNORECASE)
_OF = re.compile(r"of\s", re.IGNORECASE)
_WORD = re.compile(r"[^\s-]+(?:-\S+)?\s+")
# "-colored" of "orange-colored"
_SUFFIX = re.compile(r"-\w+")
_ARTICLE = re.compile(r"\ban?\s+\Z", re.IGNORECASE)

_LONGEST_RUN = 12

_CHANGES = frozenset({"direction", "change"})
_COMPLAINTS = frozenset({"complaint", "sequel"})
_FOLLOWERS = frozenset({"complaint", "sequel", "reaction"})


def coordinate(text: str, pieces: list[Piece], words: Lexicon) -> list[Draft]:
    """The phrases that the pieces of one list make."""
    shapes = _joined(text, [shape_of(text, piece, words) for piece in pieces])
    drafts: list[Draft] = []
    at = 0
    while at < len(shapes):
        first, near = not drafts, shapes[at : at + _LONGEST_RUN]
        made = _share_head(text, near) or _share_place(text, near, first) or _share_site(text, near, first)
        made = made or _share_lead(text, near) or [alone(near[0].piece)]
        drafts += made
        end = made[-1].parts[-1][1]
        while at < len(shapes) and shapes[at].piece.start < end:
            at += 1
    return drafts


def _joined(text: str, shapes: list[Shape]) -> list[Shape]:
    """Sites and activities go to the piece that they continue: "swelling of the face, lips" is one."""
    joined: list[Shape] = []
    for shape, following in zip(shapes, [*shapes[1:], None], strict=True):
        if joined and not _opens_pair(shape, following) and _continues(text, joined[-1], shape):
            joined[-1] = replace(joined[-1], piece=joined[-1].piece.grown(shape.piece))
        else:
            joined.append(shape)
    return joined


def _opens_pair(shape: Shape, following: Shape | None) -> bool:
    """Whether a site belongs to what follows, as in "changes in mood, liver or kidney problems"."""
    if following is None or following.piece.joint != "conjunction" or shape.piece.joint == "conjunction":
        return False
    return following.roles[:1] == ("site",) and following.roles[-1:] != ("site",)


def _continues(text: str, before: Shape, shape: Shape) -> bool:
    if shape.piece.joint == "example":
        return False
    if shape.is_only(frozenset({"site"})):
        two_words = before.roles[-1:] == ("site",) and len(before.roles) > 1 and before.rest >= before.piece.end
        return two_words or _PREPOSITION.search(text, before.piece.start, before.piece.end) is not None
    return shape.is_only(frozenset({"activity", "measure"})) and before.roles[:1] in {("struggle",), ("activity",)}


def _share_head(text: str, shapes: list[Shape]) -> list[Draft]:
    """ "upper and lower tract infections", "increased ALT and AST levels": all take the noun of the last."""
    last = 0
    while shapes[last].is_open and last + 1 < len(shapes) and shapes[last + 1].piece.joint != "example":
        last += 1
    while last > 0:
        head = _head(text, shapes[:last], shapes[last])
        if head is not None:
            return _with_head(shapes[: last + 1], head)
        last -= 1
    return []


def _head(text: str, run: list[Shape], final: Shape) -> int | None:
    """Where the noun that the run lacks begins in the final piece; None where it has none."""
    roles = {role for shape in run for role in shape.roles} | {"modifier", "specimen"}
    if all(shape.is_only(frozenset({"modifier"})) for shape in run) and final.roles[:1] == ("site",):
        roles |= {"site"}  # "cardiac or lung diseases"
    if not any(shape.hits for shape in run):
        return _after_own_adjective(text, final)
    if "measure" in roles and (final.lead or "level" not in final.roles):
        return None
    if "activity" in roles and "struggle" not in final.roles:
        return None
    most = max(len(shape.hits) for shape in run) + sum(role == "specimen" for role in final.roles)
    leading = 0
    while leading < min(most, len(final.hits)) and final.hits[leading][2] in roles:
        leading += 1
    at = final.hits[leading - 1][1] if leading else _after_first_word(text, roles, final)
    suffix = _SUFFIX.match(text, at)
    at = skip(text, suffix.end() if suffix else at, final.piece.end)
    return at if final.body < at < final.piece.end and not _PLACE.match(text, at) else None


def _after_own_adjective(text: str, final: Shape) -> int | None:
    """Where the noun of "increased or decreased appetite", "prolonged or painful erection" begins."""
    if final.lead:
        return final.body if final.body < final.piece.end else None
    if final.piece.joint != "conjunction":
        return None
    at = final.hits[0][1] if final.roles[:1] == ("modifier",) else final.body
    at = skip(text, at, final.piece.end)
    return at if at < final.piece.end else None


def _after_first_word(text: str, roles: set[str], final: Shape) -> int:
    """An adjective that no list knows may still stand beside one that it does: "vaginal or uterine bleeding"."""
    if not roles <= {"modifier", "specimen"} or final.piece.joint != "conjunction" or final.hits:
        return final.body
    match = _WORD.match(text, final.body, final.piece.end)
    return match.end() if match else final.body


def _with_head(shapes: list[Shape], head: int) -> list[Draft]:
    run, opening, final = shapes[:-1], shapes[0], shapes[-1]
    if _is_one(run, final):
        return [alone(opening.piece.grown(final.piece))]
    lead = ((opening.piece.start, opening.body),) if opening.lead and opening.hits else ()
    tail, zone = (head, final.piece.end), (head, final.piece.limit)
    drafts = []
    for shape in run:
        own = () if shape.lead or shape is opening else lead
        parts = (*own, (shape.piece.start, shape.piece.end), tail)
        drafts.append(Draft(parts, (shape.piece.zone, zone), shape.piece.joint))
    own = () if final.lead else lead
    return [*drafts, Draft((*own, (final.piece.start, final.piece.end)), (final.piece.zone,), final.piece.joint)]


def _is_one(run: list[Shape], last: Shape) -> bool:
    """Whether the adjectives all describe the same: "itchy, watery eyes", "serious and even fatal bleeding"."""
    if not any(shape.hits or _CHANGES & shape.lead for shape in run) or "change" in last.lead:
        return True
    described = all("modifier" in shape.roles or "severity" in shape.lead for shape in run)
    return described and last.piece.joint == "comma"


def _share_place(text: str, shapes: list[Shape], first: bool) -> list[Draft]:
    """ "redness or itching at the injection site": all take the place of the last."""
    last = 0
    while last + 1 < len(shapes) and _is_complaint(shapes[last]) and shapes[last + 1].piece.joint != "example":
        last += 1
    final = shapes[last]
    if last == 0 or final.roles[-1:] == () or final.roles[-1] not in _COMPLAINTS or not _PLACE.match(text, final.rest):
        return []
    adjoining = last == 1 and final.piece.joint == "conjunction"
    listed = first and "conjunction" in final.piece.joint and not _OF.match(text, final.rest)
    if not (adjoining or listed):
        return []
    zone = (final.rest, final.piece.limit)
    tails = ((_place(text, shape, final), final.piece.end) for shape in shapes[:last])
    sharing = zip(shapes[:last], tails, strict=True)
    return [
        *(Draft(((s.piece.start, s.piece.end), tail), (s.piece.zone, zone), s.piece.joint) for s, tail in sharing),
        alone(final.piece),
    ]


def _place(text: str, shape: Shape, final: Shape) -> int:
    """Where the place of a piece begins: burning is a "sensation at the site", redness only stands "at the site"."""
    place = _SENSATION.match(text, final.rest)
    felt = text[shape.piece.start : shape.piece.end].endswith("ing")
    return place.end() if place and not felt and place.end() < final.piece.end else final.rest


def _is_complaint(shape: Shape) -> bool:
    return shape.is_whole and shape.roles[-1:] != () and shape.roles[-1] in _COMPLAINTS


def _share_site(text: str, shapes: list[Shape], first: bool) -> list[Draft]:
    """ "neck pain, pressure, or tightness": all take the site or adjective of the first."""
    opening = shapes[0]
    if len(opening.hits) < 2 or not _is_complaint(opening):
        return []
    treated = text[opening.hits[0][0] : opening.hits[0][1]].casefold().endswith("site")
    allowed = _FOLLOWERS if treated else frozenset({"sequel", "measure"})
    last = 0
    while last + 1 < len(shapes) and shapes[last + 1].is_only(allowed) and shapes[last + 1].piece.joint != "example":
        last += 1
    adjoining = last == 1 and shapes[last].piece.joint in {"conjunction", "slash"}
    listed = first and "conjunction" in shapes[last].piece.joint
    return _with_lead(shapes[: last + 1], opening.hits[-1][0]) if last and (adjoining or listed) else []


def _share_lead(text: str, shapes: list[Shape]) -> list[Draft]:
    """ "changes in blood pressure and heart rate", "worsening of asthma or allergy": all take how the first begins."""
    last = 0
    while last + 1 < len(shapes) and _takes_lead(text, shapes[0], shapes[last + 1]):
        last += 1
    return _with_lead(shapes[: last + 1], shapes[0].body) if last else []


def _with_lead(shapes: list[Shape], end: int) -> list[Draft]:
    """The first piece, and the others with its words up to `end` before them."""
    lead = (shapes[0].piece.start, end)
    others = [Draft((lead, (s.piece.start, s.piece.end)), (s.piece.zone,), s.piece.joint) for s in shapes[1:]]
    return [alone(shapes[0].piece), *others]


def _takes_lead(text: str, opening: Shape, shape: Shape) -> bool:
    if shape.lead or shape.piece.joint == "example" or _ARTICLE.search(text, 0, shape.piece.start):
        return False
    if _CHANGES & opening.lead and "measure" in opening.roles:
        return "measure" in shape.roles and shape.is_only(MEASURES | {"level"})
    return "carrier" in opening.lead and shape.piece.joint == "conjunction"
