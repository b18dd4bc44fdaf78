"""Which sentences of fact-bearing sections back no fact."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from operator import attrgetter

from pipeline.model.document import Block, Document, Span, squeeze
from pipeline.model.fact import Fact, Residue
from pipeline.rules import Rules


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many sentences of fact-bearing sections there are; `sentences` is the sum of the other three.

    covered   those that overlap the evidence of a fact, and lines that introduce a list with such a sentence in it
    filler    those that overlap none and that mappings/lexicon/filler.yaml says state none
    residue   the rest
    """

    sentences: int = 0
    covered: int = 0
    filler: int = 0
    residue: int = 0


def residue_of(document: Document, facts: Iterable[Fact], rules: Rules) -> tuple[tuple[Residue, ...], Coverage]:
    """The sentences that are neither covered nor filler, in document order, and the counts."""
    evidence = _joined(item.span for fact in facts for item in fact.evidence)
    backing = _backing(document, evidence)
    left, covered, filler = [], 0, 0
    for block, span, words in _sentences(document, rules):
        if _overlaps(evidence, span) or (words.endswith(":") and block.index in backing):
            covered += 1
        elif rules.lexicon["filler"].first(words) is not None:
            filler += 1
        else:
            line = document.source.text.count("\n", 0, span.start) + 1
            left.append(Residue(span, block.section, squeeze(words), line))
    return tuple(left), Coverage(covered + filler + len(left), covered, filler, len(left))


def _backing(document: Document, evidence: list[Span]) -> set[int | None]:
    """The blocks that govern one that backs a fact."""
    whole = ((block, block.text.span(0, len(block.plain))) for block in document.blocks if block.plain)
    return {block.parent for block, span in whole if _overlaps(evidence, span)}


def _overlaps(evidence: list[Span], span: Span) -> bool:
    following = bisect_right(evidence, span.start, key=attrgetter("end"))
    return following < len(evidence) and evidence[following].overlaps(span)


def _sentences(document: Document, rules: Rules) -> Iterator[tuple[Block, Span, str]]:
    for block in document.blocks:
        if rules.sections.bears_facts(block.topic) or rules.sections.bears_facts(block.section):
            for sentence in block.sentences:
                yield block, block.text.span(sentence.start, sentence.end), block.plain[sentence.start : sentence.end]


def _joined(spans: Iterable[Span]) -> list[Span]:
    """The spans in order, those that overlap made one."""
    joined: list[Span] = []
    for span in sorted(spans):
        if joined and span.start <= joined[-1].end:
            joined[-1] = joined[-1].join(span)
        else:
            joined.append(span)
    return joined
