"""Dosage: what a monograph says of dose, timing and route, as structured instructions with their context."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.extract.dosage.context import Contexts, dosage_blocks
from pipeline.extract.dosage.other_drugs import OtherDrugs
from pipeline.extract.dosage.place import read_block
from pipeline.extract.dosage.reader import parse_dosage, states_quantity
from pipeline.extract.dosage.remarks import remarked
from pipeline.extract.dosage.section_route import with_section_routes
from pipeline.extract.dosage.settle import settle
from pipeline.extract.dosage.table import read_row
from pipeline.model.document import Document
from pipeline.model.fact import Dosage
from pipeline.rules import Rules

__all__ = ["extract", "parse_dosage"]


def extract(document: Document, rules: Rules) -> Iterator[Dosage]:
    """The regimens of the dosage section, in document order."""
    contexts, others = Contexts(document, rules), OtherDrugs(document, rules)
    facts: list[Dosage] = []
    for block in dosage_blocks(document):
        contexts.note_lead(block)
        if not states_quantity(block.plain, rules.lexicon):
            continue
        context = contexts.of(block)
        if context.silent:
            continue
        is_row = block.kind == "row"
        facts += read_row(block, context, rules) if is_row else read_block(block, context, others, rules)
    settled = with_section_routes(settle(facts, rules), dosage_blocks(document), document, rules)
    return remarked(settled, dosage_blocks(document), rules)
