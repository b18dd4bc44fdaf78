"""Which of the groups that monographs speak of (pregnancy, lactation, children, elderly, renal, hepatic) words name."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal, get_args

from pipeline.extract.clauses import may_hold
from pipeline.extract.populations import ORGANS, find_populations
from pipeline.model.document import Block, Document, Span
from pipeline.model.fact import Population, PopulationCode
from pipeline.rules import Rules
from pipeline.rules.lexicon import Hit

Category = Literal["pregnancy", "lactation", "pediatric", "geriatric", "renal", "hepatic"]
CATEGORIES: tuple[Category, ...] = get_args(Category)
_BY_AGE = frozenset({"pediatric", "geriatric"})
_FIRST = 2
_ASIDE = re.compile(r"\s*\([^)]*\)")
_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"\w")
_CODES: dict[PopulationCode, Category] = {**{code: code for code in CATEGORIES}, "neonate": "pediatric"}


@dataclass(frozen=True, slots=True)
class Given:
    """The groups that a label gives to what stands below it: its words, their place in the source."""

    categories: tuple[Category, ...] = ()
    words: str = ""
    span: Span | None = None

    def population(self, category: Category, together: tuple[Category, ...], rules: Rules) -> Population:
        """One group in the label's words: all of them where its groups are spoken of together, else its own part."""
        named = categories_in(self.words, rules, labels=True)
        if self.categories == (category,) and category in _BY_AGE:
            found = populations_in(self.words, rules).get(category)
            return found if found is not None else Population(self.words, category)
        if category not in named or (len(self.categories) > 1 and set(together) >= set(self.categories)):
            return Population(self.words, category)
        measured = _DIGIT.search(self.words)
        words = self.words[named[category].start :] if measured else named[category].match.group()
        found = populations_in(words, rules).get(category)
        return found if found is not None and (has_age(found) or not measured) else Population(words, category)


def categories_in(
    text: str, rules: Rules, start: int = 0, end: int | None = None, *, labels: bool = False
) -> dict[Category, Hit]:
    """The groups that `text[start:end]` names, each with the words that name it first.

    `labels`: the text is a label, where "liver function" names a group too.
    """
    named: dict[Category, Hit] = {}
    if not may_hold(text, start, len(text) if end is None else end, rules.lexicon["population-stems"]):
        return named
    for hit in rules.lexicon["population-groups"].find(text, start, end):
        if labels or not hit.term.data.get("label"):
            for category in hit.term.data["categories"]:
                named.setdefault(category, hit)
    return named


def given_by_label(document: Document, block: Block, rules: Rules) -> Given:
    """The groups that the block's own label, or one above it, gives it; a question may name them among other words."""
    labelled = [above for above in (block, *document.ancestors(block)) if above.label is not None]
    for owner in labelled if block.topic in CATEGORIES else labelled[:1]:
        assert owner.label is not None
        words = _ASIDE.sub("", owner.label.text)
        named = categories_in(words, rules, labels=True)
        if owner.label.is_question:
            named = {group: hit for group, hit in named.items() if is_theirs(words, 0, group, hit, rules)}
        if named and (owner.label.is_question or block.topic in CATEGORIES or is_about_groups_only(words, rules)):
            words = "" if owner.label.is_question else words
            span = owner.text.span(owner.label.start, owner.label.end)
            return Given(tuple(category for category in CATEGORIES if category in named), words, span)
    return Given()


def is_theirs(text: str, start: int, category: Category, hit: Hit, rules: Rules) -> bool:
    """Whether people have the disease that a sentence from `start` names, and the drug neither causes nor treats it."""
    if category not in ORGANS or hit.start - start < _FIRST:
        return True
    said = list(rules.lexicon["population-belonging"].find(text, start, hit.start))
    return bool(said) and said[-1].term.key == "belonging"


def is_about_groups_only(words: str, rules: Rules) -> bool:
    """Whether a label names nothing but groups: "Elderly and Children", not "Liver Damage"."""
    left = rules.lexicon["population-groups"].cut_from(words)
    if left == words:
        return False
    return rules.lexicon["population-fillers"].cut_from(left).strip(" ,;:/&()-.") == ""


def populations_in(text: str, rules: Rules, start: int = 0, end: int | None = None) -> dict[Category, Population]:
    """For each group that the words name, the population as they say it, best with an age."""
    found: dict[Category, Population] = {}
    for item in find_populations(text, rules, start, end):
        category = _CODES.get(item.population.code)
        if category is None:
            continue
        if category not in found or (has_age(item.population) and not has_age(found[category])):
            found[category] = item.population
    return found


def own_words(words: str, category: Category, rules: Rules) -> str:
    """What words that name two organs say of one of them: "impaired liver or kidney function" of the kidney."""
    plain = _ASIDE.sub("", words)
    organs = list(rules.lexicon["organs"].find(plain))
    index = next((index for index, organ in enumerate(organs) if organ.term.key == category), None)
    if index is None or len(organs) < 2:
        return words
    ends = [organ.start for organ in organs[1:]] + [len(plain)]
    nouns = [_before_joint(plain, organ.end, end, rules) for organ, end in zip(organs, ends, strict=True)]
    degree = "" if index and nouns[0] else plain[: organs[0].start]
    return f"{degree}{organs[index].match.group()}{nouns[index] or nouns[-1]}"


def with_noun(population: Population, hit: Hit | None, rules: Rules) -> Population:
    """A population with the noun that it shares: "pregnant" of "pregnant or breastfeeding women" is pregnant women."""
    last = hit.match.group().rsplit(" ", 1)[-1] if hit is not None else ""
    if " " in population.text or last in population.text:
        return population
    noun = rules.lexicon["populations"].get(last)
    is_shared = noun is not None and noun.data["code"] == "other"
    return replace(population, text=f"{population.text} {last}") if is_shared else population


def _before_joint(text: str, start: int, end: int, rules: Rules) -> str:
    joint = rules.lexicon["list-joints"].first(text, start, end)
    words = text[start : joint.start if joint else end]
    return words if _WORD.search(words) else ""


def has_age(population: Population) -> bool:
    return population.age_low is not None or population.age_high is not None
