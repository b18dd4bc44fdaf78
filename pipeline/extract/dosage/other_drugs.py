"""Doses of drugs that the page is not about: "800 mcg of misoprostol", "prednisone (10 mg daily)"."""

from __future__ import annotations

import re
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

_WORD = re.compile(r"[^\W_]+")
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
        if self._is_of_one_of_several(block.plain[sentence.start : sentence.end]):
            return replace(instruction, complete=False)
        names = self._names(block.plain, start, end)
        if not names:
            return instruction
        tokens = lexer_for(self.rules.lexicon).tokens(block.plain, start, end)
        if any(self._is_given(tokens, name, instruction, block.plain) for name in names):
            return None
        theirs = {amount for name in names for amount in _beside(tokens, *name)}
        stated = {*instruction.doses, instruction.daily} - {None} or {instruction.rate and instruction.rate[0]}
        if theirs.isdisjoint(stated):
            return instruction
        return None if stated <= theirs else replace(instruction, complete=False)

    def _is_given(self, tokens: Tokens, name: tuple[int, int], instruction: DosageInstruction, text: str) -> bool:
        """ "Take NAME (its synonym) as well, at a dose of 5 mg": the sentence goes on about what the verb names."""
        index = next((index for index, token in enumerate(tokens) if token.start == name[0]), -1)
        if index < 0 or not tokens.has(index - 1 - tokens.has(index - 1, "article"), "method"):
            return False
        dosed = ((at, phrase) for at in range(index, tokens.size) for phrase in _amounts(tokens, at))
        at, phrase = next(dosed, (-1, None))
        stated = phrase is not None and any(_alike(amount, instruction) for amount in phrase.amounts)
        return stated and not self._own.are_named(text[name[1] : tokens[at].start])

    def _is_of_one_of_several(self, words: str) -> bool:
        """ "Otherol starts at 5 mg, while Samplin is stronger", of a class of which the page names both as examples."""
        hits = self.rules.lexicon["interactants"].find(words)
        named = {words[hit.start : hit.end].casefold() for hit in hits if hit.term.key == "name"}
        return sum(not self._own.hold(name) and f" {name} " in self._named for name in named) > 1

    def _names(self, text: str, start: int, end: int) -> list[tuple[int, int]]:
        hits = self.rules.lexicon["interactants"].find(text, start, end)
        return [(h.start, h.end) for h in hits if h.term.key == "name" and self._is_other(text[h.start : h.end])]

    def _is_other(self, name: str) -> bool:
        """Neither a name of the drug nor one that stands where the page says what the drug is called."""
        return not self._own.hold(name) and f" {name.casefold()} " not in self._named

    @cached_property
    def _named(self) -> str:
        """The words of the section of names and of the headings of components, each between blanks."""
        blocks = (
            block.plain
            for block in self.document.blocks
            if block.section == "generic-name" or (block.kind == "heading" and block.component)
        )
        return f" {' '.join(_WORD.findall(' '.join(blocks).casefold()))} "


def _alike(amount: Amount, instruction: DosageInstruction) -> bool:
    """Whether the instruction gives that amount, whatever bounds it."""
    doses = (*instruction.doses, *([instruction.daily] if instruction.daily else ()))
    return any(dose.unit == amount.unit and amount.high in (dose.low, dose.high) for dose in doses)


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
