"""What a text says of an interaction besides with what: its effect, and what to do about it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.extract.clauses import start_of_clause, without_brackets
from pipeline.extract.interactants import Interactant
from pipeline.model.document import Block, squeeze
from pipeline.rules import Rules
from pipeline.rules.lexicon import Hit

_JOINT = re.compile(r"(?:\s*\([^()]*\))?\s*\(?\s*(?:,|and\b|or\b|like\b|such as\b|e\.g\.)")
_REST = re.compile(r"\s*(?:[.,;:()]|and\b|or\b|if\b|when\b|\Z)")
_WITH = re.compile(r"\bwith [^;.()]*\Z")
_NEXT = re.compile(r"(?:\s*\([^()]*\))?(?: and [^,;.()]*)?(?P<comma>,) (?:and )?|.*; (?:and )?")
_PREPOSITION = re.compile(r"\b(?:of|with|by|in|to|from)\b")


@dataclass(frozen=True, slots=True)
class Notes:
    """The effect and the management in the words of the text; `end`: offset where what was read of them ends."""

    effect: str | None
    management: str | None
    end: int = 0


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of a block's plain text."""

    block: Block
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Statement:
    """An interactant, what is said of it, where, and by which rule it was read."""

    found: Interactant
    notes: Notes
    places: tuple[Place, ...]
    rule: str


@dataclass(frozen=True, slots=True)
class Saying:
    """An effect or advice; `of`: offsets where the names of the interactants end that its words hold."""

    key: str
    start: int
    end: int
    text: str
    of: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Told:
    """The effects and the advice that a sentence states, and those of the next sentence where it goes on.

    `reach`: offset where the next sentence ends, or this one where it does not go on. `without_asides`: the text of the
    block with what stands in brackets blanked out.
    """

    block: Block
    start: int
    end: int
    here: tuple[Saying, ...]
    after: tuple[Hit, ...]
    reach: int
    without_asides: str


def told(block: Block, sentence: tuple[int, int], named: Iterable[Interactant], rules: Rules) -> Told:
    """What a sentence of the block states, to be asked for each interactant that it names."""
    start, end = sentence
    lexicon = rules.lexicon["interaction-statements"]
    following = _continuation(block, end, rules)
    after = tuple(lexicon.find(block.plain, *following)) if following else ()
    ends = sorted({found.end for found in named})
    here = tuple(_saying(block.plain, hit, ends, rules) for hit in lexicon.find(block.plain, start, end))
    reach = following[1] if following else end
    return Told(block, start, end, here, after, reach, without_brackets(block.plain, start, end))


def _saying(text: str, hit: Hit, ends: Sequence[int], rules: Rules) -> Saying:
    """The words of a statement, on to the last name of the list that they begin: "raise the level of A, B and C"."""
    of = [end for end in ends if hit.start < end <= hit.end]
    reach = hit.end
    if hit.term.key == "effect" and of and not text[of[-1] : reach].strip():
        for end in ends:
            if end > reach and _is_list(text, reach, end, rules) and _REST.match(text, end):
                of, reach = [*of, end], end
        if text.count("(", hit.start, reach) > text.count(")", hit.start, reach):
            reach = text.find(")", reach) + 1 or reach
    return Saying(hit.term.key, hit.start, reach, squeeze(text[hit.start : reach]), frozenset(of))


def _is_list(text: str, start: int, end: int, rules: Rules) -> bool:
    """Whether nothing but further names of a list stands between two offsets."""
    joined = _JOINT.match(text, start, end)
    if joined is None or _PREPOSITION.search(text, start, end):
        return False
    return not any(rules.lexicon[name].first(text, start, end) for name in ("sentence-verbs", "interaction-statements"))


def notes(said: Told, named: int, rules: Rules) -> Notes:
    """What is told of the interactant whose name ends at `named`: by its sentence, else by the next."""
    text, reach = said.block.plain, said.end
    words: list[str | None] = []
    for key in ("effect", "management"):
        here = [saying for saying in said.here if saying.key == key]
        since = start_of_clause(text, said.start, named, rules) if key == "effect" and here else said.start
        saying = _nearest(said, since, here, named)
        following = next((hit for hit in said.after if hit.term.key == key), None) if saying is None else None
        reach = said.reach if following else reach
        words.append(saying.text if saying else squeeze(following.match.group()) if following else None)
    return Notes(words[0], words[1], reach)


def _nearest(said: Told, since: int, sayings: list[Saying], named: int) -> Saying | None:
    """What stands around or first after the name that ends at `named`, else what stands last before it from `since` on.

    What stands in brackets is said of the name right before them alone, and an effect on others of those.
    """
    apart = [saying for saying in sayings if not _is_of_others(said.block.plain, named, saying)]
    following = next((saying for saying in sayings if saying.end >= named), None)
    mark = _mark_of_several(said.without_asides, named, following) if following else None
    if mark is not None:
        since = max(since, said.without_asides.rfind(mark, 0, named))
    elif after := next((saying for saying in apart if saying.end >= named), None):
        return after
    return next((saying for saying in reversed(apart) if since <= saying.start < named), None)


def _is_of_others(text: str, named: int, saying: Saying) -> bool:
    """Whether a statement stands in the brackets of another than the one that ends at `named`, or names others."""
    if _is_aside(text, named, saying.start):
        return True
    return saying.key == "effect" and bool(saying.of) and named not in saying.of


def _mark_of_several(text: str, named: int, saying: Saying) -> str | None:
    """The mark before an effect that is the next of several, which each have theirs: "nausea with A, cramps with B"."""
    if saying.key != "effect" or saying.text.split(" ", 1)[0].endswith("ing") or not _WITH.search(text, 0, named):
        return None
    following = _NEXT.fullmatch(text, named, saying.start)
    return None if following is None else following["comma"] or ";"


def _is_aside(text: str, named: int, at: int) -> bool:
    """Whether `at` stands in brackets that neither hold nor follow the name which ends at `named`."""
    opened, closed = text.rfind("(", 0, at), text.rfind(")", 0, at)
    if opened <= closed:
        return False
    return bool(text[named:opened].strip()) if named <= opened else named > text.find(")", at) >= 0


def _continuation(block: Block, end: int, rules: Rules) -> tuple[int, int] | None:
    """The sentence after the one that ends at `end`, where it speaks of the same: "They raise its level."."""
    following = next((sentence for sentence in block.sentences if sentence.start >= end), None)
    if following is None or not rules.lexicon["interaction-goes-on"].at(block.plain, following.start):
        return None
    return following.start, following.end
