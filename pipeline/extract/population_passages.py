"""Stretches of text that speak of the same groups, and whom each of them is about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.extract.groups import Category, has_age
from pipeline.model.fact import Population
from pipeline.rules.lexicon import Hit


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence, with those that go on about the same groups without naming them: offsets in the block's plain text.

    `named` has the populations that the sentence names, `hits` the words that name its groups first.
    """

    start: int
    end: int
    categories: tuple[Category, ...]
    named: Mapping[Category, Population]
    hits: Mapping[Category, Hit]


@dataclass(frozen=True, slots=True)
class Addressee:
    """Whom a statement is about.

    at_label    the words stand in the label
    degree      how far their kidney or liver has failed, where the words say so
    are_people  False for words that only point at them: "breast milk" at those who breastfeed
    """

    population: Population
    at_label: bool = False
    degree: str = ""
    are_people: bool = True

    @property
    def key(self) -> tuple[object, ...]:
        """What statements about the same people share; an age or a degree of organ failure tells people apart."""
        who = self.population
        age = (who.age_low, who.age_high, who.age_unit) if has_age(who) else None
        return (who.code, age, self.degree)

    @property
    def rank(self) -> tuple[bool, bool, int]:
        """Orders the words for the same people: the label's first, of those the ones for them alone."""
        return (not self.at_label, not self.are_people, len(self.population.text) if self.at_label else 0)
