"""The sentences of the dosage sections that could state a dose."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.extract.dosage.context import dosage_blocks
from pipeline.model.document import Document, Span, squeeze
from pipeline.rules import Rules


def bearing_sentences(document: Document, rules: Rules) -> Iterator[tuple[str, Span]]:
    """Sentences with a unit of a dose beside a figure, or with a word of frequency."""
    for block in dosage_blocks(document):
        for sentence in block.sentences:
            text = block.plain[sentence.start : sentence.end]
            counted = any(char.isdigit() for char in text) and rules.lexicon["units"].first(text)
            if counted or rules.lexicon["frequencies"].first(text):
                yield squeeze(text), block.text.span(sentence.start, sentence.end)
