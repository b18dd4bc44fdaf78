"""What is said of pregnancy, lactation, children, the elderly, renal and hepatic impairment, wherever it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from pipeline.extract.clauses import statements
from pipeline.extract.groups import CATEGORIES, Category, Given, categories_in, given_by_label, population_of
from pipeline.model.document import Block, Document, squeeze
from pipeline.model.fact import Evidence, Population, PopulationStatement
from pipeline.rules import Rules
from pipeline.rules.lexicon import Hit

_SILENT = frozenset(
    {"disclaimer", "adverse-reactions", "overdose", "storage", "contraindications", "interactions", "pharmacokinetics", "mechanism",
     "brands", "generic-name", "description", "missed-dose", "how-supplied"}
)
_DOSING = frozenset({"dosage", "administration", "indications"})
_ORGANS = frozenset({"renal", "hepatic"})
_LETTER = re.compile(r"(?<![\w-])[ABCDX](?![\w-])")


@dataclass(frozen=True, slots=True)
class Passage:
    """Neighbouring sentences that speak of the same groups: offsets in the block's plain text."""

    start: int
    end: int
    categories: tuple[Category, ...]


def extract(document: Document, rules: Rules) -> Iterator[PopulationStatement]:
    """One statement for each passage and group; a passage about two groups gives one to each."""
    for block in document.blocks:
        if not block.sentences or block.topic in _SILENT or block.section == "disclaimer":
            continue
        given = given_by_label(document, block, rules)
        for passage in _passages(block, given, rules):
            for category in passage.categories:
                yield _statement(block, passage, category, given, rules)


def _passages(block: Block, given: Given, rules: Rules) -> Iterator[Passage]:
    said = []
    last = given.categories
    for start, end in statements(block):
        last = _categories(block, start, end, given, last, rules)
        said.append((start, end, last))
    for categories, group in groupby(said, key=lambda item: item[2]):
        sentences = list(group)
        if categories:
            yield Passage(sentences[0][0], sentences[-1][1], categories)


def _categories(
    block: Block, start: int, end: int, given: Given, last: tuple[Category, ...], rules: Rules
) -> tuple[Category, ...]:
    """The groups that a sentence makes a statement about.

    Below a label that names groups a sentence that names none of them goes on about those of the sentence before.
    """
    named = categories_in(block.plain, rules, start, end)
    if not given.categories:
        return tuple(c for c in CATEGORIES if c in named and _is_statement(block, start, end, c, named[c], rules))
    if block.section in _DOSING and not _ORGANS.issuperset(given.categories):
        return tuple(c for c in given.categories if _has_cue(block, start, end, c, rules))
    return tuple(c for c in given.categories if c in named) or last or given.categories


def _is_statement(block: Block, start: int, end: int, category: Category, hit: Hit, rules: Rules) -> bool:
    """Whether a sentence of general text advises about a group that it names."""
    if not _has_cue(block, start, end, category, rules):
        return False
    if category not in _ORGANS:
        return True
    cues = rules.lexicon["population-statement-cues"].find(block.plain[start : hit.start])
    return hit.start == start or any(cue.term.key == "belonging" for cue in cues)


def _has_cue(block: Block, start: int, end: int, category: Category, rules: Rules) -> bool:
    keys = {hit.term.key for hit in rules.lexicon["population-statement-cues"].find(block.plain, start, end)}
    if block.section == "indications" or (block.section in _DOSING and category not in _ORGANS and "dose" in keys):
        return "established" in keys
    return bool(keys & {"established", "statement", "letter"})


def _statement(block: Block, passage: Passage, category: Category, given: Given, rules: Rules) -> PopulationStatement:
    population, at_label = _population(block, passage, category, given, rules)
    spans = [block.text.span(passage.start, passage.end)]
    if at_label and given.span is not None:
        spans.insert(0, given.span)
    rule = "population-statement/label" if given.categories else "population-statement/sentence"
    return PopulationStatement(
        evidence=tuple(Evidence(span, block.section, rule) for span in spans),
        component=block.component,
        category=category,
        population=population,
        description=squeeze(block.plain[passage.start : passage.end]),
        pregnancy_category=_letter(block, passage, rules) if category == "pregnancy" else None,
    )


def _population(
    block: Block, passage: Passage, category: Category, given: Given, rules: Rules
) -> tuple[Population, bool]:
    """Whom the passage is about, best with an age, and whether those words stand in the label."""
    found = population_of(category, block.plain, rules, passage.start, passage.end)
    if found is not None and (found.age_low is not None or found.age_high is not None):
        return found, False
    if given.words and category in given.categories:
        return given.population(category, passage.categories, rules), True
    if found is not None:
        return found, False
    hit = categories_in(block.plain, rules, passage.start, passage.end).get(category)
    return (Population(squeeze(hit.match.group()), category), False) if hit else (given.population(category, (), rules), True)


def _letter(block: Block, passage: Passage, rules: Rules) -> str | None:
    for hit in rules.lexicon["population-statement-cues"].find(block.plain, passage.start, passage.end):
        if hit.term.key == "letter" and (match := _LETTER.search(hit.match.group())):
            return match.group()
    return None
