"""The stretches of a sentence that name what a drug interacts with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.extract.clauses import cues_of, end_of_clause, may_hold, start_of_clause
from pipeline.model.document import Block
from pipeline.rules import Rules
from pipeline.rules.lexicon import Hit

SECTION = "interactions"
_CAREFUL = frozenset({"precautions", "warnings", "warnings-and-precautions", "boxed-warning", "faq",
                      "contraindications"})


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch of a sentence that names interactants; `sure`: all that it names interacts."""

    start: int
    end: int
    rule: str
    sure: bool


def interaction_clauses(block: Block, start: int, end: int, rules: Rules) -> Iterator[Clause]:
    """The stretches that the cues of the sentence `start:end` of the block's plain text point at."""
    text = block.plain
    if block.topic != SECTION and not may_hold(text, start, end, rules.lexicon["interaction-stems"]):
        return
    cues = cues_of(text, start, end, rules.lexicon["interaction-cues"])
    if any(cue.term.key == "harmless" for cue in cues):
        return
    covered = start
    for index, cue in enumerate(cues):
        side = cue.term.data.get("side")
        if side is None or cue.start < covered or _is_denied(text, start, cue, cues, rules):
            continue
        if block.topic != SECTION and not _warns(block, cue, (start, end), rules):
            continue
        sure = _is_sure(block, start, cue, rules)
        begin = max(covered, start_of_clause(text, start, cue.start, rules))
        if side in {"before", "both"}:
            yield Clause(begin, cue.start, cue.term.key, False)
        if side in {"after", "both"} and not (side == "both" and _is_any_drug(text, begin, cue.start, rules)):
            following = next((other.start for other in cues[index + 1 :] if not _is_within(other, sure)), end)
            covered = end_of_clause(text, cue.end, following, rules)
            yield Clause(cue.end, covered, cue.term.key, sure)


def _is_sure(block: Block, start: int, cue: Hit, rules: Rules) -> bool:
    """Whether all that a cue points at interacts: its nature, or the examples of a word for drugs."""
    if block.section == "faq":
        return False
    if cue.term.key not in {"examples", "especially"}:
        return bool(cue.term.data.get("sure"))
    heads = rules.lexicon["interactant-words"].find(block.plain, start, cue.start)
    return any(hit.term.key == "head" and not block.plain[hit.end : cue.start].strip(" ,(") for hit in heads)


def _is_any_drug(text: str, start: int, end: int, rules: Rules) -> bool:
    """Whether a subject is "some medications": what they interact with is the drug."""
    lead = rules.lexicon["interaction-leads"].pattern
    while (match := lead.match(text, start, end)) and match.end() > start:
        start = match.end() + len(text[match.end() : end]) - len(text[match.end() : end].lstrip())
    head = rules.lexicon["interactant-words"].first(text, start, end)
    return head is not None and head.term.key == "head" and head.start == start


def _is_within(cue: Hit, sure: bool) -> bool:
    """Whether a cue belongs to the enumeration in which it stands: "..., including A and B"; a colon opens another."""
    if cue.term.key == "examples":
        return not cue.match.group().endswith(":")
    return sure and cue.term.key in {"affected", "taking"}


def _is_denied(text: str, start: int, cue: Hit, cues: list[Hit], rules: Rules) -> bool:
    begin = max(start_of_clause(text, start, cue.start, rules), text.rfind(",", start, cue.start))
    return any(other.term.key == "denied" and begin <= other.start < cue.start for other in cues)


def _warns(block: Block, cue: Hit, sentence: tuple[int, int], rules: Rules) -> bool:
    """Whether a cue outside the sections on interactions tells of one."""
    if cue.term.data.get("anywhere") and (sentence[1] <= block.body or block.section == "contraindications"):
        return True
    if not cue.term.data.get("anywhere") and not (cue.term.data.get("cautious") and block.section in _CAREFUL):
        return False
    needed = "effect" if cue.term.key in {"acts", "acts-on"} else "together"
    keys = {"strict"} if block.section not in _CAREFUL else {needed, "strict"}
    return any(hit.term.key in keys for hit in rules.lexicon["interaction-warnings"].find(block.plain, *sentence))
