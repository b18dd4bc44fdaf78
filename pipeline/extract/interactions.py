"""Interactions: the drugs, foods and tests that the text says a drug interacts with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pipeline.extract.clauses import SILENT, statements
from pipeline.extract.interactants import interactants
from pipeline.extract.interaction_clauses import SECTION, interaction_clauses
from pipeline.extract.interaction_items import item_statements
from pipeline.extract.interaction_notes import Place, Statement, notes, told
from pipeline.extract.members import fold
from pipeline.extract.merge import merged
from pipeline.extract.own_names import OwnNames, own_names
from pipeline.model.document import Block, Document
from pipeline.model.fact import Evidence, Interaction
from pipeline.rules import Rules


def extract(document: Document, rules: Rules) -> Iterable[Interaction]:
    """Every interactant that the page names, each once."""
    return merged(_facts(document, rules), key=lambda fact: _key(fact.text, rules), fills=("effect", "management"))


def _key(text: str, rules: Rules) -> str:
    """What the names of one interactant share: "drugs that ..." are "medications that ..."."""
    heads = (hit for hit in rules.lexicon["interactant-words"].find(text) if hit.term.key == "head")
    plain = text
    for hit in heads:
        plain = plain.replace(hit.match.group(), "drugs")
    return fold(plain)


def _facts(document: Document, rules: Rules) -> Iterator[Interaction]:
    own = own_names(document, rules)
    known: dict[str, str] = {}
    for block in document.blocks:
        if block.kind == "heading" or (block.section in SILENT and block.topic != SECTION):
            continue
        for statement in _statements(document, block, own, rules):
            if not own.hold(statement.found.text):
                yield _fact(statement, known)


def _fact(statement: Statement, known: dict[str, str]) -> Interaction:
    """The fact, under the name by which the page spoke of it first: NSAIDs where those were an alias before."""
    found, said = statement.found, statement.notes
    text = known.get(fold(found.text), found.text)
    known.update({fold(alias): text for alias in found.aliases if alias.endswith("s") == text.endswith("s")})
    evidence = tuple(
        Evidence(place.block.text.span(place.start, place.end), place.block.section, f"interaction/{statement.rule}")
        for place in statement.places
    )
    return Interaction(
        evidence=evidence,
        component=statement.places[-1].block.component,
        text=text,
        category=found.category,
        aliases=found.aliases,
        effect=said.effect,
        management=said.management,
    )


def _statements(document: Document, block: Block, own: OwnNames, rules: Rules) -> Iterator[Statement]:
    items = tuple(item_statements(document, block, rules))
    yield from items
    if block.label is not None and block.label.is_question:
        yield from _asked(block, rules)
    for start, end in () if items else _stretches(block):
        named = [
            (found, clause.rule)
            for clause in interaction_clauses(block, start, end, rules)
            for found in interactants(block.plain, clause.start, clause.end, clause.sure, rules)
        ]
        if not named:
            continue
        sentence = told(block, (start, end), (found for found, _ in named if not own.hold(found.text)), rules)
        for found, rule in named:
            said = notes(sentence, found.end, rules)
            yield Statement(found, said, (Place(block, start, max(end, said.end)),), rule)


def _asked(block: Block, rules: Rules) -> Iterator[Statement]:
    """ "Can I drink alcohol while taking it?", where the answer advises against it before anything else."""
    label, sentences = block.label, list(statements(block))
    opening = rules.lexicon["interaction-questions"].first(block.plain, label.start, label.end) if label else None
    if label is None or not sentences or opening is None:
        return
    answer = (sentences[0][0], sentences[-1][1])
    verdict = rules.lexicon["interaction-answers"].first(block.plain, *answer)
    if verdict is None or verdict.term.key != "against":
        return
    answered = told(block, answer, (), rules)
    for found in interactants(block.plain, opening.end, label.end, False, rules):
        said = notes(answered, found.end, rules)
        yield Statement(found, said, (Place(block, label.start, answer[1]),), "question")


def _stretches(block: Block) -> Iterator[tuple[int, int]]:
    if block.label is not None and not block.label.is_question:
        yield block.label.start, block.label.end
    yield from statements(block)
