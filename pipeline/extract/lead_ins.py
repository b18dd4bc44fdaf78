"""The line that introduces a list ("Use with caution in patients with:") and so completes what its items say."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.model.document import Block, Document, Span, squeeze


@dataclass(frozen=True, slots=True)
class LeadIn:
    """The last sentence of the governing block, offsets in its plain text, and the words with the label before them."""

    block: Block
    start: int
    end: int

    @property
    def words(self) -> str:
        return squeeze(self.block.plain[self.start : self.end])

    @property
    def span(self) -> Span:
        return self.block.text.span(self.start, self.end)


def lead_in(document: Document, block: Block) -> LeadIn | None:
    """The nearest label that stands alone or line that ends in a colon, if it governs the block; a heading is none."""
    for above in document.ancestors(block):
        if above.kind == "heading":
            return None
        if above.label is not None and above.is_label_only:
            return LeadIn(above, above.label.start, above.label.end)
        if above.plain.rstrip().endswith(":") and above.sentences:
            return LeadIn(above, max(above.body, above.sentences[-1].start), above.sentences[-1].end)
    return None
