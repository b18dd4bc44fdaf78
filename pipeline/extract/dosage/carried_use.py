"""What the doses of a block are for: its label, the sentences around a dose, and the words of the dose itself."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from pipeline.extract.dosage.about import within
from pipeline.extract.dosage.lexer import lexer_for
from pipeline.extract.dosage.uses import clause_uses, named_again, of_joined, purposes_in, stated_uses, turns, use_below
from pipeline.model.document import Block, Document, Span
from pipeline.model.dosage import DosageInstruction
from pipeline.rules import Rules

_OF_A_DOSE = frozenset({"unit", "time", "frequency", "daily"})


@dataclass(slots=True)
class CarriedUse:
    """`abouts` are the uses that its sentences speak of, each from an offset on, until another is named.

    `uses` are those of the words of the last dose, which ends at `since`; `indication` is that of the label, or "".
    """

    block: Block
    indication: str
    document: Document
    rules: Rules
    abouts: tuple[tuple[int, tuple[str, ...]], ...] = ()
    uses: tuple[str, ...] = ()
    since: int = -1

    def __post_init__(self) -> None:
        self.abouts = _abouts(self.block, self.indication, self.document, self.rules)

    def settle(self, instruction: DosageInstruction, words: Span) -> tuple[str, ...]:
        """What one instruction is for, whose clause has these words; "" for nothing that the page names."""
        clause = self.block.plain[words.start : words.end]
        known = [use for _, told in self.abouts for use in told]
        named = named_again(clause, instruction.span.end - words.start, known) or self._spoken_of(instruction.span)
        if not (named or self.indication):
            same_sentence = self._is_in_sentence_before(words) and not purposes_in(clause, self.rules)
            goes_on = (instruction.sequence or 0) > 1 or same_sentence
            named = self.uses = clause_uses(clause, self.document, self.rules) or (self.uses if goes_on else ())
        elif not named and self._is_told_of_dose(clause):
            uses = clause_uses(clause, self.document, self.rules, self.indication)
            named = tuple(within(use, self.indication) for use in uses)
        self.since = words.end
        return tuple(of_joined(use, clause, self.rules) for use in named or (self.indication,))

    def _is_told_of_dose(self, clause: str) -> bool:
        """Whether right behind the dose stands what it is for: "10 mg/kg/day for absence seizures"."""
        purposes = {purpose.start for purpose in purposes_in(clause, self.rules)}
        tokens = lexer_for(self.rules.lexicon).tokens(clause)
        return any(at.start in purposes and not _OF_A_DOSE.isdisjoint(before.senses) for before, at in pairwise(tokens))

    def _spoken_of(self, span: Span) -> tuple[str, ...]:
        return next((told for start, told in reversed(self.abouts) if start < span.end), ())

    def _is_in_sentence_before(self, words: Span) -> bool:
        """Whether the dose before stands in the same sentence: "5 mL for gout in adults, or 2 mL in children"."""
        return any(one.start < self.since <= words.start < one.end for one in self.block.sentences)


def _abouts(block: Block, indication: str, document: Document, rules: Rules) -> tuple[tuple[int, tuple[str, ...]], ...]:
    """What the sentences of the block say that their doses are for; it holds until another is named.

    Below a label that names a use, the opening of a sentence may name a part of it.
    """
    found = []
    for sentence in block.sentences:
        for start, end in turns(block.plain, sentence.start, sentence.end):
            words = block.plain[start:end]
            uses = use_below(words, indication, document, rules) if indication else stated_uses(words, document, rules)
            if uses is not None:
                found.append((start, tuple(within(use, indication) for use in uses)))
    return tuple(found)
