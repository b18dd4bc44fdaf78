"""Which uses the text calls off-label."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from pipeline.extract.clauses import Clause, last_sentence, statements, without_brackets
from pipeline.extract.indications.naming import Named
from pipeline.model.document import Block, Document
from pipeline.rules import Rules

_PREDICATE = re.compile(r"\b(?:is|are|as|considered|being|be)(?: (?:an?|\w+ly))? [\"“']?\Z")


def off_label_clauses(document: Document, block: Block, clauses: Iterable[Clause], rules: Rules) -> frozenset[Clause]:
    """The clauses of a block of which their sentence, their label or the line above their list says so."""
    status = rules.lexicon["off-label"]
    above = document.blocks[block.parent] if block.kind == "item" and block.parent is not None else None
    if above is not None and status.first(last_sentence(above)) is not None:
        return frozenset(clauses)
    if status.first(block.plain) is None:
        return frozenset()
    bounds = ((0, block.body), *statements(block))
    within = ([clause for clause in clauses if start <= clause.start < end] for start, end in bounds)
    return frozenset(
        clause
        for (start, end), near in zip(bounds, within, strict=True)
        for clause in _meant(block.plain, start, end, near, rules)
    )


def says_off_label(item: Named, rules: Rules) -> bool:
    """Whether the brackets of one disease say so."""
    return any(rules.lexicon["off-label"].first(aside) for aside in item.asides)


def _meant(text: str, start: int, end: int, clauses: list[Clause], rules: Rules) -> Iterator[Clause]:
    """The clauses of a sentence that its "off-label" speaks of.

    That is what stands after it ("used for gout, and off-label for fever"); where it is a predicate, or nothing stands
    after it, what stands before ("some uses, such as fever, are off-label"). In the brackets of a member it speaks of
    that one alone.
    """
    for clause in clauses:
        text = without_brackets(text, clause.start, clause.end)
    for hit in rules.lexicon["off-label"].find(text, start, end):
        after = [clause for clause in clauses if clause.start >= hit.start]
        before = [clause for clause in clauses if clause.start < hit.start]
        yield from before[-1:] if not after or _PREDICATE.search(text, start, hit.start) else after
