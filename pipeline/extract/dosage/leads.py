"""What the sentence before a list says of all its doses: "The dosage for adults with gout involves two phases:"."""

from __future__ import annotations

from pipeline.extract.dosage.labels import LabelContext, is_mere_function, read_title
from pipeline.extract.dosage.reader import parse_dosage
from pipeline.extract.dosage.uses import stated_uses
from pipeline.extract.populations import find_populations
from pipeline.model.document import Block, Document
from pipeline.rules import Rules

_MOST_WORDS = 12


def read_lead(block: Block, document: Document, rules: Rules) -> LabelContext:
    """The one group of people and the use of a sentence that ends in a colon, where it gives no dose itself.

    An item above other items that is no sentence is read as a label.
    """
    if _is_title(block, document) and not parse_dosage(block.plain, rules.lexicon):
        return read_title(block.plain.rstrip(" :"), document, rules)
    sentence = block.plain[block.sentences[-1].start : block.sentences[-1].end].strip() if block.sentences else ""
    if not sentence.endswith(":") or parse_dosage(sentence, rules.lexicon):
        return LabelContext()
    people = [found.population for found in find_populations(sentence, rules)]
    uses = stated_uses(sentence, document, rules) or ()
    return LabelContext(
        populations=tuple(people) if len(people) == 1 and not is_mere_function(people[0]) else (),
        indication=uses[0] if len(uses) == 1 else "",
    )


def _is_title(block: Block, document: Document) -> bool:
    words = block.plain.strip()
    return (
        block.kind == "item"
        and not words.endswith((".", "!", "?", ";"))
        and len(block.sentences) == 1
        and len(words.split()) <= _MOST_WORDS
        and next(document.children(block), None) is not None
    )
