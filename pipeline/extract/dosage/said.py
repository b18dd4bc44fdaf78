"""What the words of a paragraph say of doses beside their own: of alternatives, of the dose before, of all of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.model.document import Block, Sentence, Span, squeeze
from pipeline.model.dosage import DosageInstruction
from pipeline.model.fact import Evidence
from pipeline.rules import Rules
from pipeline.rules.lexicon import Hit

REMARKS = "dose-remarks"
_SENTENCES = "dose-remark-sentences"
_EITHER = re.compile(r"\beither\b", re.IGNORECASE)
_CLOSING = re.compile(r",\s(?:[a-z]+\s){0,2}\Z")  # ", usually taken "
_ASIDE = 12  # characters in which "However, " may stand before what opens a sentence
# What a sentence of its own says of all doses before it in its paragraph, and of those of the sentence before it.
_OF_TREATMENT = "all"
_OF_ALL = ("apart", "limit", "stomach", "same-time", _OF_TREATMENT)
_OF_LAST = ("again", "divided", "last")


@dataclass(frozen=True, slots=True)
class Said:
    """Words, where they stand, and where the doses are that they speak of beside their own."""

    text: str
    evidence: Evidence
    doses: Span


def said_of_doses(blocks: Iterable[Block], doses: Sequence[DosageInstruction], rules: Rules) -> Iterator[Said]:
    """All that the paragraphs say so; `doses` are those of the document, in order."""
    for block in blocks:
        last: Span | None = None
        for sentence in block.sentences:
            span = block.text.span(sentence.start, sentence.end)
            here = [dose for dose in doses if span.overlaps(dose.span)]
            if here:
                last = span
                yield from _of_alternatives(block, sentence, here, rules)
            elif (of := _spoken_of(block, sentence, last, rules)) is not None:
                words = squeeze(block.plain[sentence.start : sentence.end]).rstrip(".")
                yield Said(words, Evidence(span, block.section, "dosage/remark"), of)


def _of_alternatives(
    block: Block, sentence: Sentence, doses: Sequence[DosageInstruction], rules: Rules
) -> Iterator[Said]:
    if len(doses) < 2 or len({dose.sequence for dose in doses}) > 1:
        return
    whole = block.text.span(sentence.start, sentence.end)
    hits = [hit for hit in rules.lexicon[REMARKS].find(block.plain, sentence.start, sentence.end) if _is_shared(hit)]
    for hit in hits:
        span = block.text.span(hit.start, hit.end)
        behind = block.text.span(hit.end, sentence.end)
        if _opens(hit, sentence) and not _have_openings(doses, rules):
            of = behind
        elif span.start > doses[-1].span.start and _closes(hit, block.plain[sentence.start : hit.start]):
            of = Span(whole.start, doses[-1].span.start)
        else:
            continue
        yield Said(squeeze(hit.match.group()), Evidence(span, block.section, "dosage/remark"), of)


def _is_shared(hit: Hit) -> bool:
    return bool(hit.term.data.get("of-sentence", False))


def _opens(hit: Hit, sentence: Sentence) -> bool:
    """ "If it does not work, 2 mg every 4 hours or 12 mg a day"."""
    return hit.start <= sentence.start + _ASIDE


def _closes(hit: Hit, before: str) -> bool:
    """ "250 mg daily or 500 mg weekly, after dialysis", "either 5 mg or 10 mg before surgery"."""
    return bool(_CLOSING.search(before) or _EITHER.search(before))


def _have_openings(doses: Sequence[DosageInstruction], rules: Rules) -> bool:
    """Whether any but the first has words like it: "if it fails, 2 mg, or 3 mg if the pain is severe"."""
    later = {dose.text for dose in doses} - {doses[0].text}
    return any(_is_shared(hit) for text in later for hit in rules.lexicon[REMARKS].find(text))


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
    lexicons = (rules.lexicon[name] for name in (REMARKS, _SENTENCES))
    return {hit.term.key for lexicon in lexicons for hit in lexicon.find(text, sentence.start, sentence.end)}


def _measures(text: str, sentence: Sentence, rules: Rules) -> bool:
    """ "Oral doses range up to several grams, divided into several doses": of other doses than those before it."""
    units = rules.lexicon["units"].find(text, sentence.start, sentence.end)
    return any(not hit.term.key.startswith("{") and len(hit.match.group()) > 1 for hit in units)  # not "e.g."
