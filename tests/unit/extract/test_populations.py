"""Whom a statement is about, in words."""

from __future__ import annotations

from decimal import Decimal

import pytest

from pipeline.extract.populations import find_populations
from pipeline.model.fact import Population, PopulationCode
from pipeline.rules import Rules, load


@pytest.fixture(scope="module")
def rules() -> Rules:
    return load()


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Adults", ("Adults", "adult", None, None, "a")),
        ("given to children under 12 years of age", ("children under 12 years of age", "pediatric", None, "12", "a")),
        ("Children (6 years and older)", ("Children (6 years and older)", "pediatric", "6", None, "a")),
        ("infants 6-12 months", ("infants 6-12 months", "pediatric", "6", "12", "mo")),
        ("patients 65 years and older", ("patients 65 years and older", "geriatric", "65", None, "a")),
        ("individuals aged 18 or over", ("individuals aged 18 or over", "adult", "18", None, "a")),
        ("ages 6 to 11 years", ("ages 6 to 11 years", "pediatric", "6", "11", "a")),
        ("8-10 year old children", ("8-10 year old children", "pediatric", "8", "10", "a")),
        ("premature infants", ("premature infants", "neonate", None, None, "a")),
        ("women of childbearing potential", ("women of childbearing potential", "other", None, None, "a")),
        ("during pregnancy", ("pregnancy", "pregnancy", None, None, "a")),
        ("nursing mothers", ("nursing mothers", "lactation", None, None, "a")),
        ("severe kidney disease", ("severe kidney disease", "renal", None, None, "a")),
        ("the elderly", ("the elderly", "geriatric", None, None, "a")),
    ],
)
def test_a_population_is_read_with_its_age(
    rules: Rules, words: str, expected: tuple[str, PopulationCode, str | None, str | None, str]
) -> None:
    text, code, low, high, unit = expected
    ages = [None if age is None else Decimal(age) for age in (low, high)]
    assert next(found.population for found in find_populations(words, rules)) == Population(text, code, *ages, unit)


@pytest.mark.parametrize("words", ["patients", "for less than 6 months", "2-4 divided doses", "over 30 minutes"])
def test_plain_people_and_other_numbers_are_no_population(rules: Rules, words: str) -> None:
    assert not list(find_populations(words, rules))


def test_every_population_of_a_list_is_found_where_it_stands(rules: Rules) -> None:
    words = "pregnant women, breastfeeding mothers and children under 8"
    found = [words[item.start : item.end] for item in find_populations(words, rules)]
    assert found == ["pregnant women", "breastfeeding mothers", "children under 8"]
