"""What a clause says of its dose that no element of FHIR's Dosage holds: its words are kept beside the structure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.model.document import Block, Sentence, Span, squeeze
from pipeline.model.dosage import DosageInstruction
from pipeline.model.fact import Dosage, Evidence
from pipeline.rules import Rules
from pipeline.rules.lexicon import Lexicon

_REMARKS = "dose-remarks"
_SENTENCES = "dose-remark-sentences"
_LEAD = re.compile(r"\A(?:if|when|for)\s")  # without which uses and people are named
_EITHER = re.compile(r"\beither\b", re.IGNORECASE)
_CLOSING = re.compile(r",\s(?:[a-z]+\s){0,2}\Z")  # ", usually taken "
_ASIDE = 12  # characters in which "However, " may stand before what opens a sentence
_OPENING = 20  # characters by which the words of the next instruction are found
# What a sentence of its own says of all doses before it in its paragraph, and of those of the sentence before it.
_OF_TREATMENT = "all"
_OF_ALL = ("apart", "limit", "stomach", "same-time", _OF_TREATMENT)
_OF_LAST = ("again", "divided", "last")


@dataclass(frozen=True, slots=True)
class Own:
    """Which words an instruction shares: up to `since` with the step before it, from `until` on with the next."""

    since: int
    until: int


def with_remarks(
    instruction: DosageInstruction, lexicon: Mapping[str, Lexicon], own: Own, told: Iterable[str] = ()
) -> DosageInstruction:
    """The instruction with the remarks of its words in `additional`, but for those that `told` holds already."""
    known = [*told, *instruction.additional, *instruction.as_needed_for]
    found = list(_found(instruction.text, lexicon[_REMARKS], own))
    less = [words for words in instruction.additional if any(words in longer for longer in found)]
    bare = replace(instruction, additional=tuple(words for words in instruction.additional if words not in less))
    return _with(bare, [words for words in found if not _is_told(words, [one for one in known if one not in less])])


def _found(text: str, remarks: Lexicon, own: Own) -> Iterator[str]:
    for hit in remarks.find(text):
        of_step_before = hit.start < own.since and hit.term.data.get("of-step", False)
        of_next_amount = hit.start >= own.until and hit.term.data.get("of-amount", False)
        if hit.term.data.get("remark", True) and not (of_step_before or of_next_amount):
            yield hit.match.group().strip(" ,")


def own_words(instructions: Sequence[DosageInstruction]) -> Iterator[Own]:
    """Of each instruction, in order."""
    for before, this, after in zip((None, *instructions), instructions, (*instructions[1:], None), strict=False):
        since = len(before.text) if before is not None and _goes_on(before, this) else 0
        at = this.text.find(after.text[:_OPENING], 1) if after is not None else -1
        yield Own(since, at if at > 0 else len(this.text))


def _goes_on(before: DosageInstruction, this: DosageInstruction) -> bool:
    """ "5 mg before travel, then every 4 hours": a step that has kept the dose of the one before, and its words."""
    next_step = this.sequence is not None and this.sequence == (before.sequence or 0) + 1
    return next_step and this.text.startswith(before.text) and this.text != before.text


def remarked(facts: Iterable[Dosage], blocks: Iterable[Block], rules: Rules) -> Iterator[Dosage]:
    """The dosages with the remarks of their own words, and of the sentences without a dose behind them."""
    facts, blocks = list(facts), list(blocks)
    said = [
        *_openings(blocks, facts, rules),
        *_closings(blocks, facts, rules),
        *_sentences_without_dose(blocks, facts, rules),
    ]
    for fact, own in zip(facts, own_words([fact.instruction for fact in facts]), strict=True):
        people = fact.population.text if fact.population is not None else ""
        told = (people, *fact.indications, fact.formulation or "")
        instruction = with_remarks(fact.instruction, rules.lexicon, own, told)
        behind = [
            one for one in said if one.doses.start <= instruction.span.start and instruction.span.end <= one.doses.end
        ]
        evidence = tuple(sorted((*fact.evidence, *(one.evidence for one in behind)), key=lambda item: item.span))
        yield replace(fact, instruction=_with(instruction, [one.text for one in behind]), evidence=evidence)


@dataclass(frozen=True, slots=True)
class _Said:
    """Words, where they stand, and where the doses are that they speak of beside their own."""

    text: str
    evidence: Evidence
    doses: Span


def _openings(blocks: Iterable[Block], facts: Sequence[Dosage], rules: Rules) -> Iterator[_Said]:
    """ "If it does not work, 2 mg every 4 hours or 12 mg a day": what opens a sentence is said of its alternatives."""
    for block in blocks:
        for sentence in block.sentences:
            start, end = sentence.start, sentence.end
            hit = rules.lexicon[_REMARKS].first(block.plain, start, end)
            if hit is None or hit.start > start + _ASIDE or not hit.term.data.get("of-sentence", False):
                continue
            span, behind = block.text.span(hit.start, hit.end), block.text.span(hit.end, end)
            here = [fact.instruction for fact in facts if behind.start < fact.instruction.span.end <= behind.end]
            if len(here) > 1 and _is_said_of_all(here, rules):
                yield _Said(squeeze(hit.match.group()), Evidence(span, block.section, "dosage/remark"), behind)


def _closings(blocks: Iterable[Block], facts: Sequence[Dosage], rules: Rules) -> Iterator[_Said]:
    """ "250 mg daily or 500 mg weekly, after dialysis": what closes a sentence behind a comma, of its alternatives."""
    for block in blocks:
        for sentence in block.sentences:
            whole = block.text.span(sentence.start, sentence.end)
            here = [fact.instruction for fact in facts if whole.start <= fact.instruction.span.start < whole.end]
            if len(here) < 2 or len({instruction.sequence for instruction in here}) > 1:
                continue
            for hit in rules.lexicon[_REMARKS].find(block.plain, sentence.start, sentence.end):
                span = block.text.span(hit.start, hit.end)
                before = block.plain[sentence.start : hit.start]
                closes = _CLOSING.search(before) or _EITHER.search(before)
                if span.start > here[-1].span.start and closes and hit.term.data.get("of-sentence", False):
                    doses = Span(whole.start, here[-1].span.start)
                    yield _Said(squeeze(hit.match.group()), Evidence(span, block.section, "dosage/remark"), doses)


def _is_said_of_all(instructions: Sequence[DosageInstruction], rules: Rules) -> bool:
    """Whether they are alternatives of one step, of which none has an opening of its own."""
    later = {instruction.text for instruction in instructions} - {instructions[0].text}
    hits = (hit for text in later for hit in rules.lexicon[_REMARKS].find(text))
    steps = {instruction.sequence for instruction in instructions}
    return len(steps) == 1 and not any(hit.term.data.get("of-sentence", False) for hit in hits)


def _sentences_without_dose(blocks: Iterable[Block], facts: Iterable[Dosage], rules: Rules) -> Iterator[_Said]:
    dosed = [fact.instruction.span for fact in facts]
    for block in blocks:
        last: Span | None = None
        for sentence in block.sentences:
            span = block.text.span(sentence.start, sentence.end)
            if any(span.overlaps(other) for other in dosed):
                last = span
                continue
            doses = _spoken_of(block, sentence, last, rules)
            if doses is not None:
                words = squeeze(block.plain[sentence.start : sentence.end]).rstrip(".")
                yield _Said(words, Evidence(span, block.section, "dosage/remark"), doses)


def _spoken_of(block: Block, sentence: Sentence, last: Span | None, rules: Rules) -> Span | None:
    """Where the doses are of which a sentence without any tells: all before it, the last, or those behind it."""
    keys = _keys(block.plain, sentence, rules)
    whole = block.text.span(0, len(block.plain))
    span = block.text.span(sentence.start, sentence.end)
    if not keys.isdisjoint(_OF_ALL) and last is not None:
        return Span(whole.start, span.start)
    if _OF_TREATMENT in keys:
        return Span(span.end, whole.end)
    of_last = not keys.isdisjoint(_OF_LAST) and not _measures(block.plain, sentence, rules)
    return Span(last.start, span.start) if last is not None and of_last else None


def _keys(text: str, sentence: Sentence, rules: Rules) -> set[str]:
    lexicons = (rules.lexicon[name] for name in (_REMARKS, _SENTENCES))
    return {hit.term.key for lexicon in lexicons for hit in lexicon.find(text, sentence.start, sentence.end)}


def _measures(text: str, sentence: Sentence, rules: Rules) -> bool:
    """ "Oral doses range up to several grams, divided into several doses": of other doses than those before it."""
    units = rules.lexicon["units"].find(text, sentence.start, sentence.end)
    return any(not hit.term.key.startswith("{") and len(hit.match.group()) > 1 for hit in units)  # not "e.g."


def _with(instruction: DosageInstruction, remarks: Iterable[str]) -> DosageInstruction:
    additional = tuple(dict.fromkeys((*instruction.additional, *remarks)))
    return replace(instruction, additional=additional) if additional != instruction.additional else instruction


def _is_told(words: str, known: Iterable[str]) -> bool:
    """ "For severe infections", where the use is named; "at the first sign of a migraine" says more than its use."""
    folded = _LEAD.sub("", words.casefold())
    others = [other.casefold() for other in known]
    return any(folded in other or (other in folded and 2 * len(other) >= len(folded)) for other in others)
