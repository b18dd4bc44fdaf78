"""What is said of pregnancy, lactation, children, the elderly, renal and hepatic impairment, wherever it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby

from pipeline.extract.clauses import may_hold, statements
from pipeline.extract.groups import (
    CATEGORIES,
    Category,
    Given,
    categories_in,
    given_by_label,
    has_age,
    own_words,
    populations_in,
)
from pipeline.extract.lead_ins import LeadIn, lead_in
from pipeline.extract.warning_prose import Words, is_careful, is_forbidding
from pipeline.model.document import Block, Document, squeeze
from pipeline.model.fact import Evidence, Population, PopulationStatement
from pipeline.rules import Rules
from pipeline.rules.lexicon import Hit

_SILENT = frozenset(
    {
        "disclaimer",
        "adverse-reactions",
        "overdose",
        "storage",
        "interactions",
        "pharmacokinetics",
        "mechanism",
        "brands",
        "generic-name",
        "description",
        "missed-dose",
        "how-supplied",
    }
)
_DOSING = frozenset({"dosage", "administration", "indications"})
_ORGANS = frozenset({"renal", "hepatic"})
_AGES = frozenset({"pediatric", "geriatric"})
_LETTER = re.compile(r"(?<![\w-])[ABCDX](?![\w-])")


@dataclass(frozen=True, slots=True)
class Passage:
    """Neighbouring sentences that speak of the same groups: offsets in the block's plain text.

    `named` has the populations that the sentences themselves name.
    """

    start: int
    end: int
    categories: tuple[Category, ...]
    named: Mapping[Category, Population] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class Reader:
    """One block, with what the label and the line above it lend to its sentences."""

    document: Document
    block: Block
    given: Given
    above: LeadIn | None
    rules: Rules

    def statements(self) -> Iterator[PopulationStatement]:
        """One statement for each group; passages about the same people are one statement."""
        passages = list(self._passages())
        for category in CATEGORIES:
            said: dict[tuple[Population, bool], list[Passage]] = {}
            for passage in passages:
                if category in passage.categories:
                    said.setdefault(self._population(passage, category), []).append(passage)
            for (population, at_label), about in said.items():
                yield self._statement(category, population, about, at_label)

    def _passages(self) -> Iterator[Passage]:
        said: list[tuple[int, int, tuple[Category, ...]]] = []
        last = self.given.categories
        for start, end in statements(self.block):
            last = self._categories(start, end, last)
            said.append((start, end, last))
        for categories, group in groupby(said, key=lambda item: item[2]):
            sentences = list(group)
            if categories:
                start, end = sentences[0][0], sentences[-1][1]
                yield Passage(start, end, categories, populations_in(self.block.plain, self.rules, start, end))

    def _categories(self, start: int, end: int, last: tuple[Category, ...]) -> tuple[Category, ...]:
        """The groups that a sentence makes a statement about.

        Below a label that names groups a sentence that names none of them goes on about those of the sentence before.
        """
        named = categories_in(self.block.plain, self.rules, start, end)
        given = self.given.categories
        if not given:
            return tuple(c for c in CATEGORIES if c in named and self._is_statement(start, end, c, named[c]))
        if self.block.kind == "row":
            return tuple(c for c in given if self._has_cue(start, end, c))
        if not _ORGANS.issuperset(given) and (self.block.section in _DOSING or self._is_regimen(start, end, given)):
            about = tuple(c for c in given if c in named) or given
            idle = not named and self._is_filler(start, end)
            return () if idle else tuple(c for c in about if self._has_cue(start, end, c))
        return tuple(c for c in given if c in named) or last or given

    def _is_statement(self, start: int, end: int, category: Category, hit: Hit) -> bool:
        """Whether a sentence of general text advises about a group that it names."""
        if self.above is not None and self._is_advice(self.above):
            return True
        if not self._has_cue(start, end, category) or self._is_contraindication(start, end):
            return False
        if category not in _ORGANS or hit.start - start < 2:
            return True
        cues = self.rules.lexicon["population-statement-cues"].find(self.block.plain[start : hit.start])
        return any(cue.term.key == "belonging" for cue in cues)

    def _has_cue(self, start: int, end: int, category: Category) -> bool:
        hits = self.rules.lexicon["population-statement-cues"].find(self.block.plain, start, end)
        keys = {hit.term.key for hit in hits}
        section = self.block.section
        is_regimen = "dose" in keys and (category in _AGES or (section in _DOSING and category not in _ORGANS))
        if section == "indications" or is_regimen:
            return "established" in keys
        return bool(keys & {"established", "statement", "letter"})

    def _is_regimen(self, start: int, end: int, given: tuple[Category, ...]) -> bool:
        hits = self.rules.lexicon["population-statement-cues"].find(self.block.plain, start, end)
        return _AGES.issuperset(given) and any(hit.term.key == "dose" for hit in hits)

    def _is_contraindication(self, start: int, end: int) -> bool:
        """Whether the sentence is for contraindications alone: below their label, and without other advice."""
        words = Words(self.block.plain, start, end)
        return self.block.topic == "contraindications" and is_forbidding(self.document, words, self.rules)

    def _is_advice(self, above: LeadIn) -> bool:
        """Whether the line above advises to take care of those whom it introduces."""
        words = Words(above.block.plain, above.start, above.end)
        hit = self.rules.lexicon["warning-cues"].first(*words)
        return is_careful(words, self.rules) or (hit is not None and hit.term.data.get("about") == "group")

    def _is_filler(self, start: int, end: int) -> bool:
        return self.rules.lexicon["filler"].first(self.block.plain[start:end]) is not None

    def _population(self, passage: Passage, category: Category) -> tuple[Population, bool]:
        """Whom the passage is about, best with an age, and whether those words stand in the label."""
        plain, rules = self.block.plain, self.rules
        found = passage.named.get(category)
        if found is not None and has_age(found):
            return found, False
        if self.given.words and category in self.given.categories:
            return self.given.population(category, passage.categories, rules), True
        hit = categories_in(plain, rules, passage.start, passage.end).get(category)
        if hit is not None and (found is None or category in _ORGANS):
            return Population(own_words(squeeze(hit.match.group()), category, rules), category), False
        if found is not None:
            return found, False
        return Population(category, category), True

    def _statement(
        self, category: Category, population: Population, about: list[Passage], at_label: bool
    ) -> PopulationStatement:
        block = self.block
        texts = [squeeze(block.plain[passage.start : passage.end]) for passage in about]
        spans = [block.text.span(passage.start, passage.end) for passage in about]
        if at_label and self.given.span is not None:
            spans.insert(0, self.given.span)
        if self.above is not None and not self.given.categories:
            texts.insert(0, self.above.words)
            spans.insert(0, self.above.span)
        rule = "population-statement/" + ("label" if self.given.categories else "sentence")
        return PopulationStatement(
            evidence=tuple(Evidence(span, block.section, rule) for span in spans),
            component=block.component,
            category=category,
            population=population,
            description=" ".join(texts),
            pregnancy_category=self._letter(about) if category == "pregnancy" else None,
        )

    def _letter(self, about: list[Passage]) -> str | None:
        cues = self.rules.lexicon["population-statement-cues"]
        for passage in about:
            for hit in cues.find(self.block.plain, passage.start, passage.end):
                if hit.term.key == "letter" and (match := _LETTER.search(hit.match.group())):
                    return match.group()
        return None


def extract(document: Document, rules: Rules) -> Iterator[PopulationStatement]:
    """What each block states of each group that it, or the label above it, names."""
    naming: set[int | None] = set()
    for block in document.blocks:
        if block.parent in naming or may_hold(block.plain, 0, len(block.plain), rules.lexicon["population-stems"]):
            naming.add(block.index)
        else:
            continue
        if block.sentences and block.topic not in _SILENT and block.section != "disclaimer":
            above = lead_in(document, block) if block.label is None else None
            given = given_by_label(document, block, rules)
            yield from Reader(document, block, given, above, rules).statements()
