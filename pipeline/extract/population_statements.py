"""What is said of pregnancy, lactation, children, the elderly, renal and hepatic impairment, wherever it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from pipeline.extract.clauses import may_hold, statements
from pipeline.extract.groups import (
    CATEGORIES,
    Category,
    Given,
    categories_in,
    given_by_label,
    has_age,
    is_theirs,
    own_words,
    populations_in,
    with_noun,
)
from pipeline.extract.lead_ins import LeadIn, lead_in
from pipeline.extract.population_passages import Addressee, Passage
from pipeline.extract.populations import ORGANS
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
_BIRTH = frozenset({"pregnancy", "lactation"})
_AGES = frozenset({"pediatric", "geriatric"})
_LIMITS = frozenset({"established", "unused"})
_ADVICE = _LIMITS | {"statement", "letter"}
_DIGIT = re.compile(r"\d")
_LETTER = re.compile(r"(?<![\w-])[ABCDX](?![\w-])")


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
            said: dict[tuple[object, ...], list[tuple[Passage, Addressee]]] = {}
            for passage in passages:
                if category in passage.categories:
                    whom = self._addressee(passage, category)
                    said.setdefault(whom.key, []).append((passage, whom))
            for about in said.values():
                whom = min((whom for _, whom in about), key=lambda whom: whom.rank)
                yield self._statement(category, whom, [passage for passage, _ in about])

    def _passages(self) -> Iterator[Passage]:
        plain, rules = self.block.plain, self.rules
        said: list[Passage] = []
        last = self.given.categories
        for start, end in statements(self.block):
            hits = categories_in(plain, rules, start, end)
            last = self._categories(start, end, hits, last)
            if not hits and said and said[-1].categories == last:
                said[-1] = replace(said[-1], end=end)
            else:
                said.append(Passage(start, end, last, self._named(start, end) if last else {}, hits))
        return (passage for passage in said if passage.categories)

    def _named(self, start: int, end: int) -> Mapping[Category, Population]:
        """The populations that a sentence names; below a label only an age, which has a figure, says more than it."""
        if self.given.words and not _DIGIT.search(self.block.plain, start, end):
            return {}
        return populations_in(self.block.plain, self.rules, start, end)

    def _categories(
        self, start: int, end: int, named: Mapping[Category, Hit], last: tuple[Category, ...]
    ) -> tuple[Category, ...]:
        """The groups that a sentence makes a statement about.

        Below a label that names groups a sentence that names none of them goes on about those of the sentence before.
        """
        given = self.given.categories
        if not named and not given:
            return ()
        keys = {
            hit.term.key for hit in self.rules.lexicon["population-statement-cues"].find(self.block.plain, start, end)
        }
        if "supposed" in keys:
            return ()
        if not given:
            return tuple(c for c in CATEGORIES if c in named and self._is_statement(start, end, c, named[c], keys))
        if self.block.kind == "row" or self.block.section == "indications":
            return tuple(c for c in given if self._has_cue(keys, c))
        is_regimen = "dose" in keys and _AGES.issuperset(given)
        if not ORGANS.issuperset(given) and (self.block.section in _DOSING or is_regimen):
            about = tuple(c for c in given if c in named) or given
            idle = not named and keys.isdisjoint(_LIMITS) and self._is_filler(start, end)
            return () if idle else tuple(c for c in about if self._has_cue(keys, c))
        unnamed = ("pregnancy",) if "letter" in keys and "pregnancy" in given else last or given
        return tuple(c for c in given if c in named) or unnamed

    def _is_statement(self, start: int, end: int, category: Category, hit: Hit, keys: set[str]) -> bool:
        """Whether a sentence of general text advises about a group that it names."""
        if self.above is not None and self._is_advice(Words(self.above.block.plain, self.above.start, self.above.end)):
            return True
        if not self._has_cue(keys, category) and not self._is_below_careful_label():
            return False
        theirs = is_theirs(self.block.plain, start, category, hit, self.rules)
        return theirs and not self._is_contraindication(start, end)

    def _has_cue(self, keys: set[str], category: Category) -> bool:
        """Whether a sentence with these cues advises about the group; where it gives uses or doses, how far they go."""
        section = self.block.section
        is_regimen = "dose" in keys and (category in _AGES or (section in _DOSING and category not in ORGANS))
        if section == "indications":
            return "established" in keys
        if is_regimen:
            return not keys.isdisjoint(_LIMITS)
        return not keys.isdisjoint(_ADVICE)

    def _is_below_careful_label(self) -> bool:
        label = self.block.label
        return label is not None and self._is_advice(Words(self.block.plain, label.start, label.end))

    def _is_contraindication(self, start: int, end: int) -> bool:
        """Whether the sentence is for contraindications alone: below their label, and without other advice."""
        words = Words(self.block.plain, start, end)
        return self.block.topic == "contraindications" and is_forbidding(self.document, words, self.rules)

    def _is_advice(self, words: Words) -> bool:
        """Whether a line or label advises to take care of those whom it introduces."""
        hit = self.rules.lexicon["warning-cues"].first(*words)
        return is_careful(words, self.rules) or (hit is not None and hit.term.data.get("about") == "group")

    def _is_filler(self, start: int, end: int) -> bool:
        return self.rules.lexicon["filler"].first(self.block.plain[start:end]) is not None

    def _addressee(self, passage: Passage, category: Category) -> Addressee:
        """Whom the passage is about, best with an age."""
        rules = self.rules
        found = passage.named.get(category)
        if found is not None and has_age(found):
            return Addressee(found)
        if self.given.words and category in self.given.categories:
            return Addressee(self.given.population(category, passage.categories, rules), at_label=True)
        hit = passage.hits.get(category)
        if hit is not None and category in ORGANS:
            return self._organ_failure(passage, category, hit)
        if hit is not None and found is None:
            return Addressee(Population(squeeze(hit.match.group()), category), are_people=False)
        if found is not None:
            return Addressee(with_noun(found, hit, rules) if category in _BIRTH else found)
        return Addressee(Population(category, category), at_label=True)

    def _organ_failure(self, passage: Passage, category: Category, hit: Hit) -> Addressee:
        """Patients as far as their kidney or liver has failed: in words, or by a measure ("CrCl below 30 mL/min")."""
        plain, rules = self.block.plain, self.rules
        words = own_words(squeeze(hit.match.group()), category, rules)
        band = rules.lexicon["organ-function"].first(plain, hit.start, passage.end)
        if band is not None and band.start == hit.start:
            words = squeeze(plain[band.start : max(band.end, hit.end)])
        degree = " ".join(degree.match.group().casefold() for degree in rules.lexicon["organ-degrees"].find(words))
        return Addressee(Population(words, category), degree=degree)

    def _statement(self, category: Category, whom: Addressee, about: list[Passage]) -> PopulationStatement:
        block = self.block
        texts = [squeeze(block.plain[passage.start : passage.end]) for passage in about]
        spans = [block.text.span(passage.start, passage.end) for passage in about]
        if whom.at_label and self.given.span is not None:
            spans.insert(0, self.given.span)
        if self.above is not None and not self.given.categories:
            texts.insert(0, self.above.words)
            spans.insert(0, self.above.span)
        rule = "population-statement/" + ("label" if self.given.categories else "sentence")
        return PopulationStatement(
            evidence=tuple(Evidence(span, block.section, rule) for span in spans),
            component=block.component,
            category=category,
            population=whom.population,
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
            if above is not None and above.block.label is not None and above.block.label.is_question:
                above = None
            given = given_by_label(document, block, rules)
            yield from Reader(document, block, given, above, rules).statements()
