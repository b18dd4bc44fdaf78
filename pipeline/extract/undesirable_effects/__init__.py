"""Undesirable effects: what the section on side effects says that the drug can cause, and how often."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pipeline.extract.undesirable_effects.blocks import Found, read_block
from pipeline.extract.undesirable_effects.context import Contexts
from pipeline.extract.undesirable_effects.merge import merge
from pipeline.model.document import Block, Document
from pipeline.model.fact import UndesirableEffect
from pipeline.rules import Rules

_TOPIC = "adverse-reactions"
_READ_AS_EFFECTS = frozenset({_TOPIC, "renal", "hepatic", "warnings"})


def extract(document: Document, rules: Rules) -> Iterable[UndesirableEffect]:
    """One fact for each effect, in the order of their first statement.

    Reads every block that stands in the section on adverse reactions or whose label names that topic. An effect stated
    twice is one fact with two pieces of evidence; a frequency said of the effect itself beats that of its list.
    """
    return merge(_found(document, rules))


def _found(document: Document, rules: Rules) -> Iterator[Found]:
    contexts = Contexts(document, rules)
    for block in document.blocks:
        if _is_adverse(block):
            yield from read_block(document, block, contexts, rules)


def _is_adverse(block: Block) -> bool:
    """ "Kidney problems: ..." or "Increased risk of falls: ..." among the side effects is one, for all its label."""
    return block.topic == _TOPIC or (block.section == _TOPIC and block.topic in _READ_AS_EFFECTS)
