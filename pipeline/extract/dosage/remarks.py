"""What a clause says of its dose that no element of FHIR's Dosage holds: its words are kept beside the structure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.extract.dosage.said import REMARKS, said_of_doses
from pipeline.model.document import Block
from pipeline.model.dosage import DosageInstruction
from pipeline.model.fact import Dosage
from pipeline.rules import Rules
from pipeline.rules.lexicon import Lexicon

_LEAD = re.compile(r"\A(?:if|when|for)\s")  # without which uses and people are named
_OPENING = 20  # characters by which the words of the next instruction are found


@dataclass(frozen=True, slots=True)
class Own:
    """Which words an instruction shares: up to `since` with the step before it, from `until` on with the next."""

    since: int
    until: int


def with_remarks(
    instruction: DosageInstruction, lexicon: Mapping[str, Lexicon], own: Own, told: Iterable[str] = ()
) -> DosageInstruction:
    """The instruction with the remarks of its words in `additional`, but for those that `told` holds already."""
    known = [*told, *instruction.additional, *instruction.as_needed_for]
    found = list(_found(instruction.text, lexicon[REMARKS], own))
    less = [words for words in instruction.additional if any(words in longer for longer in found)]
    bare = replace(instruction, additional=tuple(words for words in instruction.additional if words not in less))
    return _with(bare, [words for words in found if not _is_told(words, [one for one in known if one not in less])])


def _found(text: str, remarks: Lexicon, own: Own) -> Iterator[str]:
    for hit in remarks.find(text):
        of_step_before = hit.start < own.since and hit.term.data.get("of-step", False)
        of_next_amount = hit.start >= own.until and hit.term.data.get("of-amount", False)
        if hit.term.data.get("remark", True) and not (of_step_before or of_next_amount):
            yield hit.match.group().strip(" ,")


def own_words(instructions: Sequence[DosageInstruction]) -> Iterator[Own]:
    """Of each instruction, in order."""
    for before, this, after in zip((None, *instructions), instructions, (*instructions[1:], None), strict=False):
        since = len(before.text) if before is not None and _goes_on(before, this) else 0
        at = this.text.find(after.text[:_OPENING], 1) if after is not None else -1
        yield Own(since, at if at > 0 else len(this.text))


def _goes_on(before: DosageInstruction, this: DosageInstruction) -> bool:
    """ "5 mg before travel, then every 4 hours": a step that has kept the dose of the one before, and its words."""
    next_step = this.sequence is not None and this.sequence == (before.sequence or 0) + 1
    return next_step and this.text.startswith(before.text) and this.text != before.text


def remarked(facts: Iterable[Dosage], blocks: Iterable[Block], rules: Rules) -> Iterator[Dosage]:
    """The dosages with the remarks of their own words, and with what other words of their paragraph say of them."""
    facts = list(facts)
    said = list(said_of_doses(blocks, [fact.instruction for fact in facts], rules))
    for fact, own in zip(facts, own_words([fact.instruction for fact in facts]), strict=True):
        people = fact.population.text if fact.population is not None else ""
        told = (people, *fact.indications, fact.formulation or "")
        instruction = with_remarks(fact.instruction, rules.lexicon, own, told)
        behind = [
            one for one in said if one.doses.start <= instruction.span.start and instruction.span.end <= one.doses.end
        ]
        evidence = tuple(sorted((*fact.evidence, *(one.evidence for one in behind)), key=lambda item: item.span))
        yield replace(fact, instruction=_with(instruction, [one.text for one in behind]), evidence=evidence)


def _with(instruction: DosageInstruction, remarks: Iterable[str]) -> DosageInstruction:
    additional = tuple(dict.fromkeys((*instruction.additional, *remarks)))
    return replace(instruction, additional=additional) if additional != instruction.additional else instruction


def _is_told(words: str, known: Iterable[str]) -> bool:
    """ "For severe infections", where the use is named; "at the first sign of a migraine" says more than its use."""
    folded = _LEAD.sub("", words.casefold())
    others = [other.casefold() for other in known]
    return any(folded in other or (other in folded and 2 * len(other) >= len(folded)) for other in others)
