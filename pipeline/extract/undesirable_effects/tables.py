"""Table rows: a column of effects beside one of frequencies, or a column for each frequency."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.extract.undesirable_effects.context import Context, context_of
from pipeline.extract.undesirable_effects.effects import Effect, effects_in
from pipeline.extract.undesirable_effects.words import is_made_of
from pipeline.model.document import Block
from pipeline.rules import Rules


def read_row(block: Block, around: Context, rules: Rules) -> Iterator[tuple[Effect, Context, str]]:
    """The effects of a row with their context. A cell that is but a frequency or an organ class holds for its row."""
    row = around
    lists: list[tuple[int, int, Context]] = []
    for index, (start, end) in enumerate(block.cells):
        words = block.plain[start:end].strip()
        header = block.header[index] if index < len(block.header) else ""
        said = context_of(words, rules)
        if said.frequency and is_made_of(words, rules, "generic"):
            row = Context(said.frequency, said.serious).within(row)
        elif rules.lexicon["organ-classes"].get(words):
            row = Context(organ_class=words).within(row)
        elif words:
            lists.append((start, end, context_of(header, rules)))
    for start, end, column in lists:
        context = column.within(row)
        for effect in effects_in(block.plain, start, end, context, rules):
            yield effect, context, "table"
