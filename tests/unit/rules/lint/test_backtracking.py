"""Patterns that may take exponential time, and those that only look like it."""

from __future__ import annotations

import re
import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.rules.lint.automaton import automaton
from pipeline.rules.lint.backtracking import ambiguous_loop


@pytest.mark.parametrize(
    "source",
    [
        "(a+)+",
        "(a*)*",
        "(a|a)*",
        "(?:a?b?)*",
        "(?:a{1,3})+",
        r"(?:\w+ ?)+!",
        "(?:x|xy|y)+z",
        "(?: also| particularly| [a-z]+ly)* x",
        "(?:some|special|some)+ care",
        r"(?=(?:\d\d?)*x)",
    ],
)
def test_a_loop_that_reads_a_text_in_two_ways_is_found(source: str) -> None:
    assert ambiguous_loop(source)


@pytest.mark.parametrize(
    "source",
    [
        "a+b+",
        "(?:ab|a)*",
        "(?:a|b)*",
        "(?:a|A)*",  # read as a set
        r"(?:\w+ )+!",
        r"\d+(?:\.\d+)?",
        r"(?:,? (?:and )?\d+)*",
        "(?:(?:a|b)+c)*",
        "(?:a++)*b",
        "(?:a|a)",
        "(?:a|a){2,9}",
        "",
    ],
)
def test_a_loop_with_one_way_is_none(source: str) -> None:
    assert ambiguous_loop(source) is None


def test_the_text_that_is_read_in_two_ways_is_told() -> None:
    source = "(?:x(?:ab|a|b)*)y"
    text = ambiguous_loop(source)
    assert text
    assert re.fullmatch(source, f"x{text}{text}y")


ATOMS = st.sampled_from(["a", "b", "[ab]", "(?:ab)", "a?", "."])
PATTERNS = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda two: f"{two[0]}{two[1]}"),
        st.tuples(inner, inner).map(lambda two: f"(?:{two[0]}|{two[1]})"),
        st.tuples(inner, st.sampled_from(["?", "{2}"])).map(lambda two: f"(?:{two[0]}){two[1]}"),
        inner.map(lambda one: f"(?:{one})*"),
    ),
    max_leaves=5,
)


def accepts(source: str, text: str) -> bool:
    """Whether the automaton reads the text."""
    made = automaton(source)
    if not text:
        return made.is_nullable
    states = {state for state in made.first if text[0] in made.letters[state]}
    for letter in text[1:]:
        states = {other for state in states for other in made.follow[state] if letter in made.letters[other]}
    return bool(states & set(made.last))


@given(PATTERNS, st.text("ab", max_size=5))
@settings(max_examples=300)
def test_the_automaton_reads_what_the_expression_matches(source: str, text: str) -> None:
    assert accepts(source, text) == bool(re.fullmatch(source, text))


@given(
    st.sampled_from(string.printable),
    st.sampled_from([r"\w", r"\W", r"\d", r"\s", r"\S", "[^a-f]", "[A-Z;]", "x", "[^x]"]),
)
def test_a_letter_is_read_as_the_expression_reads_it(letter: str, source: str) -> None:
    assert accepts(source, letter.lower()) == bool(re.fullmatch(source, letter, re.IGNORECASE))
