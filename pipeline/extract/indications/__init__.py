"""Indications: the diseases, symptoms and purposes that the text says a drug is used for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache, partial

from pipeline.extract.clauses import Clause, is_the_drug, statements
from pipeline.extract.indications.naming import Named, is_clinical, named
from pipeline.extract.indications.off_label import off_label_clauses, says_off_label
from pipeline.extract.indications.passages import clauses_of, denies_what_follows, is_denied
from pipeline.extract.indications.people import people_of, whom
from pipeline.extract.members import fold
from pipeline.extract.merge import merged
from pipeline.model.document import Block, Document, Label
from pipeline.model.fact import Evidence, Indication
from pipeline.rules import Rules

_SECTION = "indications"
_MOST_WORDS_OF_AN_ALIAS = 4


def extract(document: Document, rules: Rules) -> Iterable[Indication]:
    """Every indication of the sections on use, and the diseases that only a label of the dosage section names."""
    used = _specific(_used(document, rules))
    dosed = merged(_dosed(document, rules), key=lambda fact: fold(fact.text))
    return (*used, *(fact for fact in dosed if not any(_is_one(fact, known) for known in used)))


def _is_one(fact: Indication, known: Indication) -> bool:
    """Whether one says the other in more words, or they share a name: "HIV infection" and "virus infection (HIV)"."""
    words, other = set(fold(fact.text).split()), set(fold(known.text).split())
    return words <= other or other <= words or not _names(fact).isdisjoint(_names(known))


def _names(fact: Indication) -> set[str]:
    return {fold(name) for name in (fact.text, *fact.aliases)}


def _specific(facts: Iterable[Indication]) -> tuple[Indication, ...]:
    """Without later mentions in fewer words or by an abbreviation: "moderate asthma ... asthma" is one indication."""
    kept: list[Indication] = []
    for fact in merged(facts, key=lambda item: fold(item.text)):
        if not any(_says(other, fact) for other in kept):
            kept.append(fact)
    return tuple(kept)


def _says(known: Indication, fact: Indication) -> bool:
    """Whether a known indication of the drug says it, or says more of it for a component."""
    words, more = set(fold(fact.text).split()), set(fold(known.text).split())
    if known.component in {None, fact.component}:
        return words <= more or fact.text in known.aliases
    return fact.component is None and words < more


def _used(document: Document, rules: Rules) -> Iterator[Indication]:
    denied: set[int] = set()
    blocks = [block for block in document.blocks if block.section == _SECTION and block.kind != "heading"]
    if any(rules.lexicon["no-use"].first(block.plain) for block in blocks):
        return
    for block in blocks:
        if block.parent in denied or is_denied(block, rules):
            denied.add(block.index)
            continue
        yield from _facts(document, block, clauses_of(document, block, rules), rules)
        if denies_what_follows(block, rules):
            denied.add(block.index)


def _facts(document: Document, block: Block, clauses: Iterable[Clause], rules: Rules) -> Iterator[Indication]:
    named_in = cache(partial(people_of, block.plain, rules))
    clauses = list(clauses)
    off_label = off_label_clauses(document, block, clauses, rules) if clauses else frozenset()
    for clause in clauses:
        found = [item for item in named(block.plain, clause, rules) if not is_the_drug(document, item.text)]
        if not found:
            continue
        people = named_in(*_sentence(block, clause))
        for item in found:
            yield Indication(
                evidence=(Evidence(block.text.span(item.start, item.end), block.section, f"indication/{clause.rule}"),),
                component=block.component,
                text=item.text,
                aliases=_aliases(item, rules),
                population=whom(item, found, people, block.plain),
                off_label=clause in off_label or says_off_label(item, rules),
            )


def _aliases(item: Named, rules: Rules) -> tuple[str, ...]:
    """The asides that say the same in other words; "though rarely now" and "off-label use" do not."""
    short = (words for words in item.asides if len(words.split()) <= _MOST_WORDS_OF_AN_ALIAS)
    names = (words for words in short if not _is_remark(words, rules))
    return tuple(words for words in names if rules.lexicon["off-label"].first(words) is None)


def _is_remark(words: str, rules: Rules) -> bool:
    edge = rules.lexicon["phrase-edges"].at(words)
    return edge is not None and edge.term.key == "clause"


def _sentence(block: Block, clause: Clause) -> tuple[int, int]:
    """The bounds of the sentence, or of the label, that the clause stands in."""
    spans = (*statements(block), (0, block.body))
    return next((span for span in spans if span[0] <= clause.start < span[1]), (clause.start, clause.end))


def _dosed(document: Document, rules: Rules) -> Iterator[Indication]:
    for block in document.blocks:
        label = block.label
        if block.section != "dosage" or label is None or block.topic != "dosage" or not is_clinical(label.text, rules):
            continue
        if not _adjusts(document, block, rules):
            clause = Clause(_after_route(block.plain, label, rules), label.end, "dosage-label")
            yield from (replace(fact, population=None) for fact in _facts(document, block, [clause], rules))


def _after_route(text: str, label: Label, rules: Rules) -> int:
    """Where the words begin that may name a disease: "Oral, typhoid fever"."""
    route = rules.lexicon["routes"].at(text, label.start, label.end)
    return route.end if route is not None and text[route.end : route.end + 1] == "," else label.start


def _adjusts(document: Document, block: Block, rules: Rules) -> bool:
    labels = [item.label.text for item in (block, *document.ancestors(block)) if item.label is not None]
    pattern = rules.lexicon["indication-labels"]
    return any(hit.term.key == "adjustment" for words in labels for hit in pattern.find(words))
