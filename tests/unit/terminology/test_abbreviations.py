from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from pipeline.terminology.abbreviations import Abbreviations, without_definitions
from pipeline.terminology.coder import Coder
from pipeline.terminology.in_document import InDocument
from tests.conftest import ROOT

CASES = yaml.safe_load((ROOT / "tests" / "cases" / "terminology" / "abbreviations.yaml").read_text(encoding="utf-8"))
WORD = st.text("abcdefghijklmnopqrstuvwxyz", min_size=2, max_size=12)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"])
def test_a_text_defines_its_abbreviations(case: dict[str, Any]) -> None:
    assert Abbreviations.of([case["text"]]).long_forms == case["means"]


@given(st.lists(WORD, min_size=2, max_size=6))
def test_the_initials_of_words_before_them_abbreviate_just_these_words(words: list[str]) -> None:
    short, long = "".join(word[0] for word in words).upper(), " ".join(words)
    for text in (f"It is used in {long} ({short}).", f"It is used in {short} ({long})."):
        abbreviations = Abbreviations.of([text])
        assert [abbreviations.meaning(one) for one in abbreviations.used_in(short)] == [long]


@given(st.text(st.sampled_from("abAB1 -().,;s"), max_size=60))
def test_a_long_form_stands_in_the_text_and_has_the_letters_of_the_short_one(text: str) -> None:
    for short, long in Abbreviations.of([text]).long_forms.items():
        assert short in text
        if long is not None:
            letters = iter(long.casefold())
            assert long in " ".join(text.split())
            assert all(letter in letters for letter in short.casefold() if letter.isalnum())


def test_a_phrase_that_defines_a_short_form_is_read_without_it() -> None:
    assert without_definitions("heart failure (HF) in adults") == "heart failure in adults"
    assert without_definitions("HF (heart failure)") == "heart failure"
    assert without_definitions("heart failure (NYHA IV)") == "heart failure (NYHA IV)"


def codes_in(text: str, phrase: str, coder: Coder, kind: str = "effect", *aliases: str) -> list[str]:
    return [found.coding.code for found in InDocument.of(coder, [text]).code(phrase, kind, aliases).codings]


def test_an_abbreviation_is_looked_up_as_what_the_document_means_by_it(coder: Coder) -> None:
    text = "Loss of appetite (LOA) is common."
    assert codes_in(text, "LOA", coder) == ["T6"]
    assert codes_in(text, "severe LOA", coder) == ["T6"]
    assert codes_in(text, "Loss of appetite (LOA)", coder) == ["T6"]
    assert codes_in("Loss of appetite is common.", "LOA", coder) == []


def test_the_reason_names_the_definition(coder: Coder) -> None:
    (found,) = InDocument.of(coder, ["Loss of appetite (LOA)"]).code("LOA", "effect").codings
    assert (found.justification, found.source, found.defined) == ("label", "tiny", "LOA is Loss of appetite")
    (plain,) = InDocument.of(coder, ["Loss of appetite (LOA)"]).code("headache", "effect").codings
    assert plain.defined is None


def test_what_the_document_means_goes_before_what_a_vocabulary_means(codes: Coder) -> None:
    assert codes_in("Multiple sclerosis (MS)", "MS", codes, "condition")[0] == "MONDO:0005301"
    assert codes_in("My sample (MS)", "MS", codes, "condition") == []
    assert codes_in("Tricyclic antidepressants (TCAs)", "TCAs", codes, "interactant") == ["D000929"]


def test_an_abbreviation_of_two_meanings_has_no_code_but_other_names_have(coder: Coder) -> None:
    text = "Loss of appetite (LOA). Lots of air (LOA)."
    assert codes_in(text, "LOA", coder) == []
    assert codes_in(text, "LOA", coder, "effect", "headache") == ["T1"]


def test_words_that_may_mean_several_concepts_stay_ambiguous(coder: Coder) -> None:
    coded = InDocument.of(coder, []).code("depression", "effect", ["furniture"])
    assert [coding.code for coding in coded.ambiguous] == ["T3", "T4"]
