"""Interactions: the drugs, foods and tests that the text says a drug interacts with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pipeline.extract.clauses import (
    SILENT,
    cues_of,
    end_of_clause,
    holds_the_drug,
    may_hold,
    start_of_clause,
    statements,
)
from pipeline.extract.interactants import Interactant, interactants
from pipeline.extract.members import fold
from pipeline.extract.merge import merged
from pipeline.model.document import Block, Document, squeeze
from pipeline.model.fact import Evidence, Interaction
from pipeline.rules import Rules
from pipeline.rules.lexicon import Hit

_SECTION = "interactions"
_CAREFUL = frozenset({"precautions", "warnings", "warnings-and-precautions", "boxed-warning", "faq",
                      "contraindications"})


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence or a label, by its offsets in the block."""

    block: Block
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Clause:
    """A stretch of a sentence that names interactants; `sure`: all that it names interacts."""

    start: int
    end: int
    rule: str
    sure: bool


def extract(document: Document, rules: Rules) -> Iterable[Interaction]:
    """Every interactant that the page names, each once."""
    return merged(_facts(document, rules), key=lambda fact: fold(fact.text))


def _facts(document: Document, rules: Rules) -> Iterator[Interaction]:
    for block in document.blocks:
        if block.kind == "heading" or (block.section in SILENT and block.topic != _SECTION):
            continue
        if block.label is not None and block.label.is_question:
            yield from _asked(document, block, rules)
        for start, end in _stretches(block):
            for clause in _clauses(block, start, end, rules):
                for found in interactants(block.plain, clause.start, clause.end, clause.sure, rules):
                    yield from _fact(document, _Sentence(block, start, end), found, clause.rule, rules)


def _fact(
    document: Document, sentence: _Sentence, found: Interactant, rule: str, rules: Rules
) -> Iterator[Interaction]:
    """The fact, unless the words name the drug itself; of "the drug with milk" only the milk counts."""
    before, _, after = found.text.partition(" with ")
    text = after if after and holds_the_drug(document, before) else found.text
    if not holds_the_drug(document, text):
        block = sentence.block
        span = block.text.span(sentence.start, sentence.end)
        evidence = Evidence(span, block.section, f"interaction/{rule}")
        yield Interaction(evidence=(evidence,), component=block.component, text=text, category=found.category,
                          aliases=found.aliases, effect=_stated("effect", sentence, rules),
                          management=_stated("management", sentence, rules))


def _stated(what: str, sentence: _Sentence, rules: Rules) -> str | None:
    """The words of the sentence that tell the effect of an interaction, or what to do about it."""
    hits = rules.lexicon["interaction-statements"].find(sentence.block.plain[sentence.start : sentence.end])
    return next((squeeze(hit.match.group()) for hit in hits if hit.term.key == what), None)


def _asked(document: Document, block: Block, rules: Rules) -> Iterator[Interaction]:
    """ "Can I drink alcohol while taking it?", where the answer advises against it before anything else."""
    label, sentences = block.label, list(statements(block))
    opening = rules.lexicon["interaction-questions"].first(block.plain, label.start, label.end) if label else None
    if label is None or not sentences or opening is None:
        return
    answer = (sentences[0][0], sentences[-1][1])
    verdict = rules.lexicon["interaction-answers"].first(block.plain, *answer)
    if verdict is None or verdict.term.key != "against":
        return
    for found in interactants(block.plain, opening.end, label.end, False, rules):
        yield from _fact(document, _Sentence(block, label.start, answer[1]), found, "question", rules)


def _stretches(block: Block) -> Iterator[tuple[int, int]]:
    if block.label is not None and not block.label.is_question:
        yield block.label.start, block.label.end
    yield from statements(block)


def _clauses(block: Block, start: int, end: int, rules: Rules) -> Iterator[_Clause]:
    text = block.plain
    if block.topic != _SECTION and not may_hold(text, start, end, rules.lexicon["interaction-stems"]):
        return
    cues = cues_of(text, start, end, rules.lexicon["interaction-cues"])
    if any(cue.term.key == "harmless" for cue in cues):
        return
    covered = start
    for index, cue in enumerate(cues):
        side = cue.term.data.get("side")
        if side is None or cue.start < covered or _is_denied(text, start, cue, cues, rules):
            continue
        if block.topic != _SECTION and not _warns(block, cue, (start, end), rules):
            continue
        sure = bool(cue.term.data.get("sure")) and block.section != "faq"
        if side in {"before", "both"}:
            yield _Clause(max(covered, start_of_clause(text, start, cue.start, rules)), cue.start, cue.term.key, False)
        if side in {"after", "both"}:
            following = next((other.start for other in cues[index + 1 :] if not _is_within(other, sure)), end)
            covered = end_of_clause(text, cue.end, following, rules)
            yield _Clause(cue.end, covered, cue.term.key, sure)


def _is_within(cue: Hit, sure: bool) -> bool:
    """Whether a cue belongs to the enumeration in which it stands: "..., including A and B"."""
    return cue.term.key == "examples" or (sure and cue.term.key in {"affected", "taking"})


def _is_denied(text: str, start: int, cue: Hit, cues: list[Hit], rules: Rules) -> bool:
    begin = max(start_of_clause(text, start, cue.start, rules), text.rfind(",", start, cue.start))
    return any(other.term.key == "denied" and begin <= other.start < cue.start for other in cues)


def _warns(block: Block, cue: Hit, sentence: tuple[int, int], rules: Rules) -> bool:
    """Whether a cue outside the sections on interactions tells of one."""
    if cue.term.data.get("anywhere") and sentence[1] <= block.body:
        return True
    if not cue.term.data.get("anywhere") and not (cue.term.data.get("cautious") and block.section in _CAREFUL):
        return False
    needed = "effect" if cue.term.key in {"acts", "acts-on"} else "together"
    return any(hit.term.key == needed for hit in rules.lexicon["interaction-warnings"].find(block.plain, *sentence))
