"""What a clause says of its dose that no element of FHIR's Dosage holds: its words are kept beside the structure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from pipeline.model.document import Block, Span
from pipeline.model.dosage import DosageInstruction
from pipeline.model.fact import Dosage, Evidence
from pipeline.rules import Rules
from pipeline.rules.lexicon import Lexicon

_REMARKS = "dose-remarks"
_OF_ALL = "apart"  # what a sentence of its own says of the doses before it


def with_remarks(
    instruction: DosageInstruction, lexicon: Mapping[str, Lexicon], told: Iterable[str] = ()
) -> DosageInstruction:
    """The instruction with the remarks of its words in `additional`, but for those that `told` holds already."""
    known = [*told, *instruction.additional, *instruction.as_needed_for]
    found = [hit.match.group().strip() for hit in lexicon[_REMARKS].find(instruction.text)]
    less = [words for words in instruction.additional if any(words in longer for longer in found)]
    bare = replace(instruction, additional=tuple(words for words in instruction.additional if words not in less))
    return _with(bare, [words for words in found if not _is_told(words, [one for one in known if one not in less])])


def remarked(facts: Iterable[Dosage], blocks: Iterable[Block], rules: Rules) -> Iterator[Dosage]:
    """The dosages with the remarks of their own words, and of the sentences that say something of all of them."""
    facts = list(facts)
    dosed = [fact.instruction.span for fact in facts]
    said = list(_sentences_of_all(blocks, dosed, rules))
    for fact in facts:
        people = fact.population.text if fact.population is not None else ""
        told = (people, *fact.indications, fact.formulation or "")
        instruction = with_remarks(fact.instruction, rules.lexicon, told)
        of_all = [(words, item) for words, item, block in said if _is_before(instruction.span, item.span, block)]
        evidence = tuple(sorted((*fact.evidence, *(item for _, item in of_all)), key=lambda item: item.span))
        yield replace(fact, instruction=_with(instruction, [words for words, _ in of_all]), evidence=evidence)


def _sentences_of_all(
    blocks: Iterable[Block], dosed: Iterable[Span], rules: Rules
) -> Iterator[tuple[str, Evidence, Span]]:
    """The remark of each sentence without a dose, where it stands, and the span of its block."""
    dosed = tuple(dosed)
    for block in blocks:
        for sentence in block.sentences:
            span = block.text.span(sentence.start, sentence.end)
            hits = rules.lexicon[_REMARKS].find(block.plain, sentence.start, sentence.end)
            words = next((hit.match.group() for hit in hits if hit.term.key == _OF_ALL), None)
            if words is not None and not any(span.overlaps(other) for other in dosed):
                yield (
                    words.strip(),
                    Evidence(span, block.section, "dosage/remark"),
                    block.text.span(0, len(block.plain)),
                )


def _is_before(dose: Span, remark: Span, block: Span) -> bool:
    return block.start <= dose.start and dose.end <= remark.start


def _with(instruction: DosageInstruction, remarks: Iterable[str]) -> DosageInstruction:
    additional = tuple(dict.fromkeys((*instruction.additional, *remarks)))
    return replace(instruction, additional=additional) if additional != instruction.additional else instruction


def _is_told(words: str, known: Iterable[str]) -> bool:
    folded = words.casefold()
    return any(folded in other.casefold() or (other and other.casefold() in folded) for other in known)
