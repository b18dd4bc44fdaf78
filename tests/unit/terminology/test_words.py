from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.terminology.words import Words

WORDS = Words.load()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Diarrhoea", "diarrhea"),
        ("Headaches", "Headache"),
        ("skin rashes", "Skin rash"),
        ("Crohn's disease", "Crohn disease"),
        ("Crohn’s disease", "crohns disease"),
        ("Stevens-Johnson syndrome", "Stevens Johnson Syndrome"),
        ("Sjögren syndrome", "sjogren syndrome"),
        ("β-blockers", "beta blocker"),
        ("the common cold", "Common cold"),
        ("haemorrhagic anaemia", "hemorrhagic anemia"),
    ],
)
def test_spellings_of_one_name_share_their_key(one: str, other: str) -> None:
    assert WORDS.key(one) == WORDS.key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("vitamin A", "vitamin"),
        ("hepatitis A", "hepatitis B"),
        ("(+)-tramadol", "tramadol"),
        ("(-)-camphor", "(+)-camphor"),
        ("hypertension", "hypotension"),
        ("type 1 diabetes", "type 2 diabetes"),
        ("pancreatitis", "pancreas"),
    ],
)
def test_names_of_different_things_keep_different_keys(one: str, other: str) -> None:
    assert WORDS.key(one) != WORDS.key(other)


def test_an_inverted_label_is_found_by_its_natural_order() -> None:
    assert WORDS.key("type 2 diabetes mellitus") in set(WORDS.keys("Diabetes Mellitus, Type 2"))


def test_a_label_that_says_it_is_unspecified_is_found_without_saying_so() -> None:
    assert WORDS.key("azithromycin") in set(WORDS.keys("AZITHROMYCIN, UNSPECIFIED FORM"))


def test_words_around_of_may_stand_in_either_order() -> None:
    assert WORDS.free(WORDS.tokens("loss of appetite")) == WORDS.free(WORDS.tokens("appetite loss"))


@pytest.mark.parametrize("phrase", ["blood in urine", "nausea", "pain without swelling", "one two three four five six"])
def test_order_counts_where_it_may_carry_the_sense(phrase: str) -> None:
    assert WORDS.free(WORDS.tokens(phrase)) is None


@given(st.text(max_size=60))
def test_a_key_is_the_key_of_itself_in_any_case(text: str) -> None:
    key = WORDS.key(text)
    assert key == WORDS.key(text.upper().lower()) or not text.isascii()
    assert all(char.isalnum() or char in " '" for char in key)
