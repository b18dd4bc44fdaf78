"""How the medicine is kept."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.extract.clauses import may_hold
from pipeline.model.document import Block, Document, Sentence, squeeze
from pipeline.model.fact import Evidence, Storage
from pipeline.rules import Rules


def extract(document: Document, rules: Rules) -> Iterator[Storage]:
    """One fact for each sentence that states a condition ("room temperature"); "as on the label" states none."""
    asked: set[int | None] = set()
    for block in document.blocks:
        if block.section == "disclaimer":
            continue
        if block.topic == "storage" or _asks(block, asked, rules):
            asked.add(block.index)
        elif not may_hold(block.plain, 0, len(block.plain), rules.lexicon["storage-stems"]):
            continue
        for sentence in block.sentences:
            if block.index in asked or _says_so(block, sentence, rules):
                yield from _stated(block, sentence, rules)


def _asks(block: Block, asked: set[int | None], rules: Rules) -> bool:
    """Whether the question that a block puts, or that it answers, is about keeping; `asked` are such blocks above."""
    if block.label is None or not block.label.is_question:
        return block.parent in asked
    return rules.lexicon["storage-cues"].first(block.label.text) is not None


def _says_so(block: Block, sentence: Sentence, rules: Rules) -> bool:
    """Whether a sentence elsewhere tells to keep it so, or opens with the order to store it."""
    hits = rules.lexicon["storage-cues"].find(block.plain, sentence.start, sentence.end)
    return any(hit.term.key == "order" or hit.start == sentence.start for hit in hits)


def _stated(block: Block, sentence: Sentence, rules: Rules) -> Iterator[Storage]:
    conditions = tuple(dict.fromkeys(_conditions(block, sentence, rules)))
    if conditions:
        span = block.text.span(sentence.start, sentence.end)
        rule = "storage/answer" if block.label is not None and block.label.is_question else "storage/sentence"
        evidence = (Evidence(span, block.section, rule),)
        text = squeeze(block.plain[sentence.start : sentence.end])
        yield Storage(evidence=evidence, component=block.component, text=text, conditions=conditions)


def _conditions(block: Block, sentence: Sentence, rules: Rules) -> Iterator[str]:
    """The conditions in the sentence's words; of what harms, with the words that keep the medicine from it."""
    kept_from = ""
    for hit in rules.lexicon["storage"].find(block.plain, sentence.start, sentence.end):
        words = squeeze(hit.match.group())
        if hit.term.key == "kept-from":
            kept_from = words
        elif not hit.term.data.get("harmful"):
            kept_from = ""
            yield words
        elif kept_from:
            yield f"{kept_from} {words}"
