"""How the medicine is kept."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.model.document import Block, Document, Sentence, squeeze
from pipeline.model.fact import Evidence, Storage
from pipeline.rules import Rules


def extract(document: Document, rules: Rules) -> Iterator[Storage]:
    """One fact for each sentence that states a condition ("room temperature"); "as on the label" states none."""
    for block in document.blocks:
        if block.section == "disclaimer":
            continue
        asked = block.topic == "storage" or _asks(block, rules)
        for sentence in block.sentences:
            if asked or _says_so(block, sentence, rules):
                yield from _stated(block, sentence, rules)


def _asks(block: Block, rules: Rules) -> bool:
    return block.label is not None and block.label.is_question and _is_about_keeping(block.label.text, rules)


def _is_about_keeping(words: str, rules: Rules) -> bool:
    return rules.lexicon["storage-cues"].first(words) is not None


def _says_so(block: Block, sentence: Sentence, rules: Rules) -> bool:
    """Whether a sentence elsewhere opens with the order to store it so."""
    opening = block.plain[sentence.start : sentence.end].split(" ", 1)[0]
    return _is_about_keeping(opening, rules)


def _stated(block: Block, sentence: Sentence, rules: Rules) -> Iterator[Storage]:
    hits = rules.lexicon["storage"].find(block.plain, sentence.start, sentence.end)
    conditions = tuple(dict.fromkeys(squeeze(hit.match.group()) for hit in hits))
    if conditions:
        span = block.text.span(sentence.start, sentence.end)
        rule = "storage/answer" if block.label is not None and block.label.is_question else "storage/sentence"
        evidence = (Evidence(span, block.section, rule),)
        text = squeeze(block.plain[sentence.start : sentence.end])
        yield Storage(evidence=evidence, component=block.component, text=text, conditions=conditions)
