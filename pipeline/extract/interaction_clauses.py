"""The stretches of a sentence that name what a drug interacts with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.extract.clauses import cues_of, end_of_clause, may_hold, start_of_clause, without_brackets
from pipeline.model.document import Block
from pipeline.rules import Rules
from pipeline.rules.lexicon import Hit

SECTION = "interactions"
_CAREFUL = frozenset(
    {"precautions", "warnings", "warnings-and-precautions", "boxed-warning", "faq", "contraindications"}
)


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
    signs = _signs(block, start, end, rules)
    if not signs:
        return
    cues = cues_of(text, start, end, rules.lexicon["interaction-cues"])
    if any(cue.term.key == "harmless" for cue in cues):
        return
    covered = start
    for index, cue in enumerate(cues):
        side = cue.term.data.get("side")
        if side is None or cue.start < covered or _is_denied(text, start, cue, cues, rules):
            continue
        if not _counts(cue, block, signs):
            continue
        sure = _is_sure(block, start, cue, rules)
        before = max([covered, *(other.end for other in cues[:index] if not _is_within(other, sure))])
        begin, is_reason = _subject(text, before, cue.start, rules)
        is_itself = (is_reason and "topic" not in signs) or _is_of_its_class(text, begin, cue, end, rules)
        if side in {"before", "both"} and not is_itself:
            yield Clause(begin, cue.start, cue.term.key, False)
        if side in {"after", "both"} and not (side == "both" and _is_any_drug(text, begin, cue.start, rules)):
            following = next((other.start for other in cues[index + 1 :] if not _is_within(other, sure)), end)
            covered = end_of_clause(text, cue.end, following, rules)
            yield Clause(cue.end, covered, cue.term.key, sure)


def _subject(text: str, start: int, end: int, rules: Rules) -> tuple[int, bool]:
    """Where the subject that ends at `end` begins, after what opens its statement; whether that gives a reason."""
    hits = list(rules.lexicon["interaction-subjects"].find(without_brackets(text, start, end), start, end))
    return (hits[-1].end, hits[-1].term.key == "reason") if hits else (start, False)


def _is_of_its_class(text: str, begin: int, cue: Hit, end: int, rules: Rules) -> bool:
    """Whether the subject of a cue is the drug as its class: "estrogens interact with many medications"."""
    if cue.term.key != "interact" or not _is_any_drug(text, cue.end, end, rules):
        return False
    named = rules.lexicon["interactants"].first(text, begin, cue.start)
    return named is not None and named.term.data["category"] == "drug-drug"


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
    leads = rules.lexicon["interaction-leads"]
    start += len(text[start:end]) - len(text[start:end].lstrip())
    while (lead := leads.at(text, start, end)) and lead.end > start:
        start = lead.end + len(text[lead.end : end]) - len(text[lead.end : end].lstrip())
    head = rules.lexicon["interactant-words"].first(text, start, end)
    return head is not None and head.term.key == "head" and head.start == start


def _is_within(cue: Hit, sure: bool) -> bool:
    """Whether a cue belongs to the enumeration in which it stands: "..., including A and B"; a colon opens another."""
    if cue.term.key == "examples":
        return not cue.match.group().endswith(":")
    if cue.term.key == "relative":
        return True
    return sure and cue.term.key in {"affected", "taking"}


def _is_denied(text: str, start: int, cue: Hit, cues: list[Hit], rules: Rules) -> bool:
    begin = max(start_of_clause(text, start, cue.start, rules), text.rfind(",", start, cue.start))
    return any(other.term.key == "denied" and begin <= other.start < cue.start for other in cues)


def _signs(block: Block, start: int, end: int, rules: Rules) -> frozenset[str]:
    """Why a sentence may tell of interactions: its topic, its place or how it warns; nothing where it may not."""
    if block.topic == SECTION:
        return frozenset({"topic"})
    if not may_hold(block.plain, start, end, rules.lexicon["interaction-stems"]):
        return frozenset()
    warnings = {hit.term.key for hit in rules.lexicon["interaction-warnings"].find(block.plain, start, end)}
    place = {"place"} if end <= block.body or "contraindications" in {block.section, block.topic} else set()
    return frozenset(warnings | place)


def _counts(cue: Hit, block: Block, signs: frozenset[str]) -> bool:
    anywhere = bool(cue.term.data.get("anywhere"))
    if "topic" in signs or (anywhere and signs & {"place", "strict"}):
        return True
    needed = "effect" if cue.term.key in {"acts", "acts-on"} else "together"
    careful = block.section in _CAREFUL and (anywhere or bool(cue.term.data.get("cautious")))
    return careful and bool(signs & {needed, "strict"})
