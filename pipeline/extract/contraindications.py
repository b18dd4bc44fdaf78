"""Contraindications: for whom, in what conditions and with which drugs the text says that a drug must not be used."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pipeline.extract.clauses import (
    SILENT,
    Clause,
    cues_of,
    end_of_clause,
    has_its_object,
    last_sentence,
    may_hold,
    names_the_drug,
    speaks_of_the_drug,
    start_of_clause,
    statements,
    without_brackets,
)
from pipeline.extract.contraindication_phrases import phrases
from pipeline.extract.members import fold, shield
from pipeline.extract.merge import merged
from pipeline.extract.populations import find_populations
from pipeline.model.document import Block, Document
from pipeline.model.fact import Contraindication
from pipeline.rules import Rules
from pipeline.rules.lexicon import Hit

_SECTION = "contraindications"
_SILENT = SILENT | {"faq"}
_VERBS = ("sentence-verbs", "contraindication-cues")
# An exception narrows what it follows: "pregnancy, except its last weeks".
_KEPT = frozenset({"exception"})
_PART = re.compile(r"[^;]+")


def extract(document: Document, rules: Rules) -> Iterable[Contraindication]:
    """Every contraindication that the page states, each once; questions and answers do not count."""
    return merged(_facts(document, rules), key=lambda fact: _key(fact.text, rules))


def _key(text: str, rules: Rules) -> str:
    """What two names of one contraindication share: a figure in brackets adds nothing, an exception does."""
    stop = rules.lexicon["clause-stops"].first(text)
    excepted = stop is not None and stop.term.key == "exception"
    return fold(text if excepted else without_brackets(text, 0, len(text)))


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence by its offsets in the block; `listed`: it stands where only contraindications are told."""

    document: Document
    block: Block
    start: int
    end: int
    listed: bool

    @property
    def text(self) -> str:
        return self.block.plain


def _facts(document: Document, rules: Rules) -> Iterator[Contraindication]:
    for block in document.blocks:
        if block.kind == "heading" or block.section in _SILENT:
            continue
        listed = block.topic == _SECTION or _led_in(document, block, rules)
        sentences = (_Sentence(document, block, start, end, listed) for start, end in statements(block))
        clauses = [clause for sentence in sentences for clause in _clauses(sentence, rules)]
        if listed:
            clauses = list(_as_list(block, clauses, rules))
        for clause in clauses:
            yield from phrases(document, block, clause, rules)


def _led_in(document: Document, block: Block, rules: Rules) -> bool:
    """Whether a line that ends "... must not be used in patients with:" governs the block."""
    parent = document.blocks[block.parent] if block.parent is not None else None
    if parent is None or block.kind != "item" or not parent.plain.rstrip().endswith(":"):
        return False
    words = last_sentence(parent)
    cues = cues_of(words, 0, len(words), rules.lexicon["contraindication-cues"])
    return any(cue.term.data.get("side") == "after" and not cue.term.data.get("listed") for cue in cues)


def _clauses(sentence: _Sentence, rules: Rules) -> Iterator[Clause]:
    """The stretches of a sentence that enumerate contraindications."""
    text, start, end = sentence.text, sentence.start, sentence.end
    if not sentence.listed and not may_hold(text, start, end, rules.lexicon["contraindication-stems"]):
        return
    cues = cues_of(text, start, end, rules.lexicon["contraindication-cues"])
    for index, cue in enumerate(cues):
        begin = start_of_clause(text, start, cue.start, rules)
        if not _rules_out(sentence, begin, cue, rules):
            continue
        label = sentence.block.label
        if cue.term.data["side"] == "label" and label is not None:
            yield Clause(label.start, label.end, cue.term.key)
        elif cue.term.data["side"] == "after":
            following = cues[index + 1].start if index + 1 < len(cues) else end
            yield Clause(cue.end, end_of_clause(text, cue.end, following, rules, _KEPT), cue.term.key)
        else:
            yield Clause(begin, cue.start, cue.term.key)


def _rules_out(sentence: _Sentence, begin: int, cue: Hit, rules: Rules) -> bool:
    """Whether a cue speaks of the drug, and as a rule: "should not be used", and not "unless the doctor agrees".

    `begin` is where the clause of the cue begins.
    """
    data, text = cue.term.data, sentence.text
    if "side" not in data or (data.get("listed") and not sentence.listed):
        return False
    if not sentence.listed and rules.lexicon["softeners"].first(text, cue.end, sentence.end):
        return False
    if data["side"] == "label":
        return _follows_a_label_of_its_own(sentence, cue, rules)
    if not has_its_object(sentence.document, cue, rules):
        return False
    if data.get("subject") == "self" and not speaks_of_the_drug(sentence.document, text, begin, cue.start, rules):
        return False
    return data["side"] != "people" or _are_kept_from_the_drug(sentence, begin, cue, rules)


def _follows_a_label_of_its_own(sentence: _Sentence, cue: Hit, rules: Rules) -> bool:
    """ "Glandular fever: do not use.", and not "Contraindications: do not use" or "Can I drink? Do not use"."""
    label = sentence.block.label
    if label is None or label.is_question or sentence.text[sentence.block.body : cue.start].strip():
        return False
    return rules.sections.match(label.text) != _SECTION


def _are_kept_from_the_drug(sentence: _Sentence, begin: int, cue: Hit, rules: Rules) -> bool:
    """ "Women with X should avoid this drug", and not "patients should avoid sunlight"."""
    text = sentence.text
    who = rules.lexicon["contraindication-leads"].at(text, begin, cue.start)
    if who is None and next(find_populations(text, rules, begin, cue.start), None) is None:
        return False
    return names_the_drug(sentence.document, text, cue.end, rules)


def _as_list(block: Block, stated: list[Clause], rules: Rules) -> Iterator[Clause]:
    """What verbs state, and labelled enumerations without a verb: "Contraindications: A, B and C", or one list item."""
    yield from stated
    label = block.label
    if label is not None and block.kind == "item" and _is_a_topic(label.text, rules):
        if not stated:
            yield Clause(label.start, label.end, "label")
        return
    for start, end in (part for statement in statements(block) for part in _parts(block.plain, *statement)):
        open_text = shield(without_brackets(block.plain, start, end), start, end, rules)
        has_verb = any(rules.lexicon[name].first(open_text, start, end) for name in _VERBS)
        if not has_verb:
            yield Clause(start, end_of_clause(block.plain, start, end, rules, _KEPT), "list")


def _is_a_topic(label: str, rules: Rules) -> bool:
    """Whether a label may say itself what rules the drug out, and is no section, dose form or route."""
    known = (rules.lexicon[name].get(label) for name in ("formulations", "routes"))
    return rules.sections.match(label) is None and not any(known)


def _parts(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """What semicolons set apart: "an allergy to it; caution in asthma" is a contraindication beside advice."""
    for match in _PART.finditer(without_brackets(text, start, end), start, end):
        yield match.span()
