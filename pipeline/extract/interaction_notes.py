"""What a text says of an interaction besides with what: its effect, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.extract.clauses import start_of_clause
from pipeline.extract.interactants import Interactant
from pipeline.model.document import Block, squeeze
from pipeline.rules import Rules
from pipeline.rules.lexicon import Hit


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


def notes(block: Block, sentence: tuple[int, int], named: int, rules: Rules) -> Notes:
    """What a sentence says of the interactant whose name ends at `named`; else what the next says, if it goes on."""
    start, end = sentence
    following = _continuation(block, end, rules)
    words: list[str | None] = []
    reach = end
    for key in ("effect", "management"):
        since = start_of_clause(block.plain, start, named, rules) if key == "effect" else start
        hit = _nearest(block.plain, since, _told(block, (start, end), key, rules), named)
        if hit is None and following is not None:
            hit = next(iter(_told(block, following, key, rules)), None)
            reach = following[1] if hit else reach
        words.append(squeeze(hit.match.group()) if hit else None)
    return Notes(words[0], words[1], reach)


def _told(block: Block, sentence: tuple[int, int], key: str, rules: Rules) -> list[Hit]:
    hits = rules.lexicon["interaction-statements"].find(block.plain, *sentence)
    return [hit for hit in hits if hit.term.key == key]


def _nearest(text: str, since: int, hits: list[Hit], named: int) -> Hit | None:
    """What stands around or first after the name that ends at `named`, else what stands last before it from `since` on.

    What stands in brackets is said of the name right before them alone.
    """
    told = [hit for hit in hits if not _is_aside(text, named, hit.start)]
    after = next((hit for hit in told if hit.end >= named), None)
    return after or next((hit for hit in reversed(told) if hit.start >= since), None)


def _is_aside(text: str, named: int, at: int) -> bool:
    """Whether `at` stands in brackets that neither hold nor follow the name which ends at `named`."""
    opened, closed = text.rfind("(", 0, at), text.rfind(")", 0, at)
    if opened <= closed:
        return False
    return bool(text[named:opened].strip()) if named <= opened else named > text.find(")", at) >= 0


def _continuation(block: Block, end: int, rules: Rules) -> tuple[int, int] | None:
    """The sentence after the one that ends at `end`, where it speaks of the same: "They raise its level."."""
    following = next((sentence for sentence in block.sentences if sentence.start >= end), None)
    if following is None or not rules.lexicon["interaction-goes-on"].pattern.match(block.plain, following.start):
        return None
    return following.start, following.end
