"""Which sentences of fact-bearing sections back no fact, and which of those state none."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from pipeline.extract.narrative import narrative_rule
from pipeline.extract.spans import joined, overlaps
from pipeline.model.coverage import Counts, Coverage, Filler, Residue
from pipeline.model.document import Block, Document, Span, squeeze
from pipeline.model.fact import Fact
from pipeline.rules import Rules

_COVERED, _FILLER, _RESIDUE = Counts(covered=1), Counts(filler=1), Counts(residue=1)


def residue_of(document: Document, facts: Iterable[Fact], rules: Rules) -> tuple[tuple[Residue, ...], Coverage]:
    """The sentences that are neither covered nor filler, in document order, and the counts."""
    evidence = joined(item.span for fact in facts for item in fact.evidence)
    backing = _backing(document, evidence)
    counts: defaultdict[str, Counts] = defaultdict(Counts)
    residue, filler = [], []
    for section, block, span, words in _sentences(document, rules):
        if overlaps(evidence, span) or (words.endswith(":") and block.index in backing):
            counts[section] += _COVERED
            continue
        line = document.source.text.count("\n", 0, span.start) + 1
        text = squeeze(words)
        rule = narrative_rule(text, section, rules)
        counts[section] += _RESIDUE if rule is None else _FILLER
        if rule is None:
            residue.append(Residue(span, section, text, line))
        else:
            filler.append(Filler(span, section, text, line, rule))
    return tuple(residue), Coverage(dict(counts), tuple(filler))


def _backing(document: Document, evidence: list[Span]) -> set[int | None]:
    """The blocks that govern one that backs a fact."""
    whole = ((block, block.text.span(0, len(block.plain))) for block in document.blocks if block.plain)
    return {block.parent for block, span in whole if overlaps(evidence, span)}


def _sentences(document: Document, rules: Rules) -> Iterator[tuple[str, Block, Span, str]]:
    """The sentences that should back facts, each with the section that says so."""
    for block in document.blocks:
        section = next(filter(rules.sections.bears_facts, (block.section, block.topic)), None)
        if section is None:
            continue
        for sentence in block.sentences:
            words = block.plain[sentence.start : sentence.end]
            yield section, block, block.text.span(sentence.start, sentence.end), words
