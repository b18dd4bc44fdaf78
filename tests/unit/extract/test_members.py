"""Enumerations: their members, and one fact for what is said twice."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.extract.members import fold, members
from pipeline.extract.merge import merged
from pipeline.model.document import Span
from pipeline.model.fact import Contraindication, Evidence
from pipeline.rules import Rules, load

RULES = load()


def texts(words: str, rules: Rules, leads: str = "contraindication-leads") -> list[str]:
    return [member.text for member in members(words, 0, len(words), rules, rules.lexicon[leads])]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("gout, asthma and epilepsy", ["gout", "asthma", "epilepsy"]),
        ("patients with gout or in those with asthma", ["gout", "asthma"]),
        ("moderate to severe asthma", ["moderate to severe asthma"]),
        ("severe hepatic (liver) or renal impairment", ["severe hepatic impairment", "severe renal impairment"]),
        ("hypersensitivity to milk or its components", ["hypersensitivity to milk or its components"]),
        ("ear, nose, and throat infections", ["ear, nose, and throat infections"]),
        ("patients with", []),
    ],
)
def test_a_list_is_cut_into_its_members(rules: Rules, words: str, expected: list[str]) -> None:
    assert texts(words, rules) == expected


def test_the_words_that_lead_to_a_member_are_remembered(rules: Rules) -> None:
    words = "patients taking nitrates"
    found = members(words, 0, len(words), rules, rules.lexicon["contraindication-leads"])
    assert [(member.text, "drug" in member.leads) for member in found] == [("nitrates", True)]


def test_a_member_reaches_over_its_brackets(rules: Rules) -> None:
    words = "gout (a painful arthritis), asthma"
    first = members(words, 0, len(words), rules, rules.lexicon["contraindication-leads"])[0]
    assert "painful" in words[slice(*first.reach)]


@given(st.text(alphabet="abcde ,;()/-.", max_size=60))
def test_members_stand_inside_the_text(words: str) -> None:
    for member in members(words, 0, len(words), RULES, RULES.lexicon["indication-leads"]):
        low, high = member.reach
        assert 0 <= low < high <= len(words)
        assert set(member.text) - {" "} <= set(words[low:high])


def test_folding_leaves_out_case_marks_and_plurals() -> None:
    assert fold("Peptic-Ulcers, ") == fold("peptic ulcer")


def contraindication(text: str, start: int, component: str | None = None) -> Contraindication:
    evidence = Evidence(Span(start, start + 1), "precautions", "contraindication/list")
    return Contraindication(evidence=(evidence,), text=text, component=component)


def test_what_is_said_twice_is_one_fact_with_two_evidences() -> None:
    facts = merged([contraindication("Gout", 1), contraindication("gout", 9)], key=lambda fact: fold(fact.text))
    assert [(fact.text, len(fact.evidence)) for fact in facts] == [("Gout", 2)]


def test_what_is_said_of_two_components_stays_apart() -> None:
    facts = merged([contraindication("gout", 1, "A"), contraindication("gout", 9, "B")], key=lambda fact: fact.text)
    assert [fact.component for fact in facts] == ["A", "B"]
