"""What the dosage section says beside doses: how to take it, by which way, for how long, when to change the dose."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pipeline.extract.dosage.context import Context, Contexts
from pipeline.extract.dose_forms import offered_forms
from pipeline.extract.narrative import narrative_rule
from pipeline.extract.populations import find_populations
from pipeline.extract.spans import joined, overlaps
from pipeline.model.document import Block, Document, Sentence, squeeze
from pipeline.model.fact import Dosage, DosingGuidance, Evidence, Fact, Indication
from pipeline.rules import Rules
from pipeline.rules.lexicon import Term

_SECTIONS = frozenset({"dosage", "administration", "missed-dose"})
_NO_SENTENCES = frozenset({"heading", "row"})
# Said of the product, whoever takes it for whatever.
_OF_THE_PRODUCT = frozenset({"preparation", "availability"})


def extract(document: Document, rules: Rules, told: Iterable[Fact]) -> Iterator[DosingGuidance]:
    """One guidance for each sentence with a cue that backs none of the facts `told`, in document order.

    Below a label that names several groups of people it is one for each of them.
    """
    told = tuple(told)
    places = joined(item.span for fact in told for item in fact.evidence)
    reader = Reader(rules, Contexts(document, rules), _named(told))
    for block in document.blocks:
        if block.kind in _NO_SENTENCES:
            continue
        for sentence in block.sentences:
            if not overlaps(places, block.text.span(sentence.start, sentence.end)):
                yield from reader.read(block, sentence)


def _named(told: Iterable[Fact]) -> frozenset[str]:
    """The indications that the monograph states, in lower case: no other label is taken for one."""
    dosed = (name for fact in told if isinstance(fact, Dosage) for name in fact.indications)
    treated = (fact.text for fact in told if isinstance(fact, Indication))
    return frozenset(name.casefold() for name in (*dosed, *treated))


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads sentences; `indications` are those that are known, in lower case."""

    rules: Rules
    contexts: Contexts
    indications: frozenset[str]

    def read(self, block: Block, sentence: Sentence) -> Iterator[DosingGuidance]:
        """The guidance of one sentence, for each of the groups of people that its labels name."""
        words = block.plain[sentence.start : sentence.end]
        cue, start = self._cue(block, sentence, words)
        if cue is None or (not cue.data.get("figures") and self.rules.lexicon["dose-figures"].first(words)):
            return
        category = cue.data["category"]
        context = Context() if category in _OF_THE_PRODUCT else self._context(block, sentence)
        evidence = [Evidence(block.text.span(start, sentence.end), block.section, f"dosing-guidance/{cue.key}")]
        evidence += [Evidence(label, block.section, "dosing-guidance/label") for label in context.labels]
        for population in context.populations or (None,):
            yield DosingGuidance(
                evidence=tuple(sorted(evidence, key=lambda item: item.span)),
                component=block.component,
                text=squeeze(block.plain[start : sentence.end]),
                category=category,
                indications=(context.indication,) if context.indication.casefold() in self.indications else (),
                population=population,
                dose_forms=offered_forms(words, self.rules) if category == "availability" else (),
            )

    def _cue(self, block: Block, sentence: Sentence, words: str) -> tuple[Term | None, int]:
        """The cue of the sentence or of the label before it, and where the words begin that say so.

        A question gives its category to all of its answer, wherever it stands; another label to its first sentence.
        """
        label = block.label
        if label is not None and label.is_question:
            asked = self.rules.lexicon["dosing-guidance-labels"].get(label.text)
            if asked is not None:
                return (
                    asked if cue_of(words, self.rules) or not is_filler(words, self.rules) else None
                ), sentence.start
        if block.section not in _SECTIONS:
            return None, sentence.start
        cue = cue_of(words, self.rules)
        if block.is_label_only and cue is not None and not cue.data.get("firm"):
            return None, sentence.start
        if cue is not None or label is None or sentence != block.sentences[0] or is_filler(words, self.rules):
            return cue, sentence.start
        return self.rules.lexicon["dosing-guidance-labels"].get(label.text), min(sentence.start, label.start)

    def _context(self, block: Block, sentence: Sentence) -> Context:
        """What the labels above set; nothing where the sentence itself speaks of other people than they do."""
        context = self.contexts.of(block)
        named = find_populations(block.plain, self.rules, sentence.start, sentence.end)
        told = {people.code for people in context.populations}
        return context if not told or {found.population.code for found in named} <= told else Context()


def cue_of(words: str, rules: Rules) -> Term | None:
    """The cue by which a sentence is guidance: filler that is firm goes before firm cues, these before other filler.

    Of several cues it is the first of the file.
    """
    lexicon = rules.lexicon["dosing-guidance"]
    found = {hit.term.key for hit in lexicon.find(words)}
    cues = [term for key, term in lexicon.terms.items() if key in found]
    if not cues or any(hit.term.data.get("firm") for hit in rules.lexicon["dosing-filler"].find(words)):
        return None
    firm = next((cue for cue in cues if cue.data.get("firm")), None)
    return firm or (None if is_filler(words, rules) else cues[0])


def is_filler(words: str, rules: Rules) -> bool:
    return narrative_rule(words, "dosage", rules) is not None
