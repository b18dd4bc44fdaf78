"""Doses of drugs that the page is not about: "800 mcg of misoprostol", "prednisone (10 mg daily)"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from pipeline.extract.dosage.amounts import read_amount
from pipeline.extract.dosage.lexer import lexer_for
from pipeline.extract.dosage.tokens import Phrase, Tokens
from pipeline.extract.own_names import OwnNames, own_names
from pipeline.model.document import Block, Document
from pipeline.model.dosage import Amount, DosageInstruction
from pipeline.rules import Rules

_AROUND = 60  # characters beside an instruction in which the name of its drug may stand
_NAME_TO_DOSE = frozenset({"filler", "about", "article", "route", "up-to", "at-least", "single", "with", "per"})
_DOSE_TO_NAME = frozenset({"route", "article"})
_MARKS = frozenset({"(", "[", ":", ")"})


@dataclass(frozen=True)
class OtherDrugs:
    """Tells the doses of other drugs from those of the drug that the document is about."""

    document: Document
    rules: Rules

    @cached_property
    def _own(self) -> OwnNames:
        return own_names(self.document, self.rules)

    def are_named_by(self, label: str, sentence: str) -> bool:
        """Whether a label is the name of another drug, and the sentence under it tells the two apart."""
        term = self.rules.lexicon["interactants"].get(label) if label else None
        return term is not None and term.key == "name" and self._is_other(label) and self._own.hold(sentence)

    def without_theirs(self, instruction: DosageInstruction, block: Block) -> DosageInstruction | None:
        """None where each dose of the instruction stands beside the name of another drug; its words where some do."""
        sentence = next(s for s in block.sentences if s.end >= instruction.span.end)
        start = max(min(sentence.start, instruction.span.start), instruction.span.start - _AROUND)
        end = min(sentence.end, instruction.span.end + _AROUND)
        names = self._names(block.plain, start, end)
        if not names:
            return instruction
        tokens = lexer_for(self.rules.lexicon).tokens(block.plain, start, end)
        theirs = {amount for name in names for amount in _beside(tokens, *name)}
        stated = {*instruction.doses, instruction.daily} - {None} or {instruction.rate and instruction.rate[0]}
        if theirs.isdisjoint(stated):
            return instruction
        return None if stated <= theirs else replace(instruction, complete=False)

    def _names(self, text: str, start: int, end: int) -> list[tuple[int, int]]:
        hits = self.rules.lexicon["interactants"].find(text, start, end)
        return [(h.start, h.end) for h in hits if h.term.key == "name" and self._is_other(text[h.start : h.end])]

    def _is_other(self, name: str) -> bool:
        """Neither a name of the drug nor, as the substance of a brand is, named more often than the title."""
        page = self.document.source.text.casefold()
        return not self._own.hold(name) and page.count(name.casefold()) <= page.count(self.document.title.casefold())


def _beside(tokens: Tokens, start: int, end: int) -> Iterator[Amount]:
    """The amounts right before and right behind the words at `start:end`."""
    before = [phrase for index, token in enumerate(tokens) if token.end <= start for phrase in _amounts(tokens, index)]
    for phrase in before:
        at = phrase.last + (tokens.text(phrase.last) == "of")
        while not _DOSE_TO_NAME.isdisjoint(tokens[at].senses):
            at += 1
        if tokens[at].start == start:
            yield from phrase.amounts
    at = next((index for index, token in enumerate(tokens) if token.start >= end), tokens.size)
    while tokens.text(at) in _MARKS or (tokens[at].value is None and not _NAME_TO_DOSE.isdisjoint(tokens[at].senses)):
        at += 1
    for phrase in _amounts(tokens, at):
        yield from phrase.amounts


def _amounts(tokens: Tokens, index: int) -> Iterator[Phrase]:
    phrase = read_amount(tokens, index) if tokens[index].value is not None else None
    if phrase is not None and phrase.kind != "other":
        yield phrase
