"""Which component of a combination a sentence is about: "Examplin is taken once weekly" on a page of two drugs."""

from __future__ import annotations

import re

from pipeline.model.document import Block, Document
from pipeline.model.dosage import DosageInstruction

_BRACKETS = re.compile(r"\([^()]*\)?")


def subjects(instruction: DosageInstruction, since: int, block: Block, document: Document) -> tuple[str, ...]:
    """The components that the sentence names outside brackets, from `since` up to the end of the instruction.

    Where it names none there, the one that it named before: "Examplin is taken once weekly, or once monthly".
    () where the block has a component of its own, or the doses are of several.
    """
    if block.component is not None or len(document.components) < 2 or _are_of_several(instruction):
        return ()
    end = instruction.span.end
    sentence = next((sentence.start for sentence in block.sentences if sentence.end >= end), instruction.span.start)
    start = min(sentence, instruction.span.start)
    before = _named(block.plain[start:end], document)
    return _named(block.plain[max(start, since) : end], document) or (before if len(before) == 1 else ())


def _named(words: str, document: Document) -> tuple[str, ...]:
    plain = _BRACKETS.sub("", words).casefold()
    return tuple(name for name in document.components if name.casefold() in plain)


def is_of_some(named: tuple[str, ...], document: Document) -> bool:
    """Whether several are named, but not all: FHIR gives a dosage to one drug, be it the combination."""
    return 1 < len(named) < len(document.components)


def _are_of_several(instruction: DosageInstruction) -> bool:
    """ "1 g of the one and 500 mg of the other", unlike "one tablet (500 mg)"."""
    return len(instruction.doses) > 1 and not any(dose.unit.startswith("{") for dose in instruction.doses)
