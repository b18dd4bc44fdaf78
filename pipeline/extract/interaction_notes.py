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


@dataclass(frozen=True, slots=True)
class Told:
    """The effects and the advice that a sentence states, and those of the next sentence where it goes on.

    `reach`: offset where the next sentence ends, or this one where it does not go on.
    """

    block: Block
    start: int
    end: int
    here: tuple[Hit, ...]
    after: tuple[Hit, ...]
    reach: int


def told(block: Block, sentence: tuple[int, int], rules: Rules) -> Told:
    """What a sentence of the block states, to be asked for each interactant that it names."""
    start, end = sentence
    lexicon = rules.lexicon["interaction-statements"]
    following = _continuation(block, end, rules)
    after = tuple(lexicon.find(block.plain, *following)) if following else ()
    return Told(
        block, start, end, tuple(lexicon.find(block.plain, start, end)), after, following[1] if following else end
    )


def notes(said: Told, named: int, rules: Rules) -> Notes:
    """What is told of the interactant whose name ends at `named`: by its sentence, else by the next."""
    text, reach = said.block.plain, said.end
    words: list[str | None] = []
    for key in ("effect", "management"):
        here = [hit for hit in said.here if hit.term.key == key]
        since = start_of_clause(text, said.start, named, rules) if key == "effect" and here else said.start
        hit = _nearest(text, since, here, named)
        if hit is None:
            hit = next((hit for hit in said.after if hit.term.key == key), None)
            reach = said.reach if hit else reach
        words.append(squeeze(hit.match.group()) if hit else None)
    return Notes(words[0], words[1], reach)


def _nearest(text: str, since: int, hits: list[Hit], named: int) -> Hit | None:
    """What stands around or first after the name that ends at `named`, else what stands last before it from `since` on.

    What stands in brackets is said of the name right before them alone.
    """
    apart = [hit for hit in hits if not _is_aside(text, named, hit.start)]
    after = next((hit for hit in apart if hit.end >= named), None)
    return after or next((hit for hit in reversed(apart) if hit.start >= since), None)


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
