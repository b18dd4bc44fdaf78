"""Tells a page that says itself that it is no monograph from one that we failed to read."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.model.document import Document, squeeze
from pipeline.rules import Rules


@dataclass(frozen=True, slots=True)
class NoContent:
    """The sentence that says so, and its line in the source."""

    text: str
    line: int


def reason_for_no_content(document: Document, rules: Rules) -> NoContent | None:
    """The first sentence by which a page declines to be a monograph (mappings/lexicon/no-content.yaml).

    To be asked only of a page in which no clinical fact was read: a good page may decline some detail.
    """
    for block in document.blocks:
        for sentence in block.sentences:
            if rules.lexicon["no-content"].first(block.plain, sentence.start, sentence.end) is not None:
                start = block.text.span(sentence.start, sentence.end).start
                line = document.source.text.count("\n", 0, start) + 1
                return NoContent(squeeze(block.plain[sentence.start : sentence.end]), line)
    return None
