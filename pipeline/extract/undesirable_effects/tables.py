"""Table rows: a column of effects beside one of frequencies, or a column for each frequency."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.extract.undesirable_effects.context import Context, Contexts, context_of
from pipeline.extract.undesirable_effects.effects import Effect, effects_in
from pipeline.extract.undesirable_effects.words import has_word, is_made_of
from pipeline.model.document import Block
from pipeline.rules import Rules

_NUMBER = re.compile(r"[\s<>≤≥]*\d+(?:[.,]\d+)?(?:\s*[-–]\s*\d+(?:[.,]\d+)?)?\s*")
_PERCENT = re.compile(r"%|\bper\s?cent", re.IGNORECASE)


def read_row(block: Block, contexts: Contexts, rules: Rules) -> Iterator[tuple[Effect, Context, str]]:
    """The effects of a row with their context. A cell that is but a frequency or an organ class holds for its row.

    Of several columns of figures that of the drug itself counts, else the first; one of a placebo never does.
    """
    stated = Context()
    lists: list[tuple[int, int, Context]] = []
    for (start, end), header in _columns(block, contexts, rules):
        words = block.plain[start:end].strip()
        said = context_of(_with_unit(words, header), rules)
        if said.frequency and is_made_of(words, rules, "generic"):
            stated = stated.within(said)
        elif rules.lexicon["organ-classes"].get(words):
            stated = stated.within(Context(organ_class=words))
        elif words:
            lists.append((start, end, context_of(header, rules)))
    row = stated.within(contexts.around(block))
    for start, end, column in sorted(lists, key=lambda cell: cell[0]):
        context = column.within(row)
        for effect in effects_in(block.plain, start, end, context, rules):
            yield effect, context, "table"


def _columns(block: Block, contexts: Contexts, rules: Rules) -> list[tuple[tuple[int, int], str]]:
    """The cells with the heads of their columns: that of the drug itself first, none of a comparator."""
    heads = [*block.header, *[""] * len(block.cells)]
    columns = [
        (cell, head) for cell, head in zip(block.cells, heads, strict=False) if not has_word(head, rules, "comparator")
    ]
    return sorted(columns, key=lambda column: not contexts.names_drug(column[1]))


def _with_unit(words: str, header: str) -> str:
    """A bare number takes the unit in the head of its column."""
    return f"{words}%" if _NUMBER.fullmatch(words) and _PERCENT.search(header) else words
