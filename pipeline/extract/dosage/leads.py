"""What the sentence before a list says of all its doses: "The dosage for adults with gout involves two phases:"."""

from __future__ import annotations

from pipeline.extract.dosage.labels import LabelContext, is_mere_function
from pipeline.extract.dosage.reader import parse_dosage
from pipeline.extract.dosage.uses import stated_uses
from pipeline.extract.populations import find_populations
from pipeline.model.document import Block, Document
from pipeline.rules import Rules


def read_lead(block: Block, document: Document, rules: Rules) -> LabelContext:
    """The one group of people and the use of a sentence that ends in a colon, where it gives no dose itself."""
    sentence = block.plain[block.sentences[-1].start : block.sentences[-1].end].strip() if block.sentences else ""
    if not sentence.endswith(":") or parse_dosage(sentence, rules.lexicon):
        return LabelContext()
    people = [found.population for found in find_populations(sentence, rules)]
    uses = stated_uses(sentence, document, rules) or ()
    return LabelContext(
        populations=tuple(people) if len(people) == 1 and not is_mere_function(people[0]) else (),
        indication=uses[0] if len(uses) == 1 else "",
    )
