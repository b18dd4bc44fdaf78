"""Many words in one pattern."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from pipeline.rules.alternation import words_pattern

WORD = st.text("ab -%", min_size=1, max_size=6).map(lambda text: " ".join(text.split())).filter(bool)


def edged(word: str) -> str:
    source = r"[\s-]+".join(map(re.escape, word.split(" ")))
    return (r"(?<!\w)" if word[0].isalnum() else "") + source + (r"(?!\w)" if word[-1].isalnum() else "")


def found(words: list[str], text: str) -> list[str]:
    return [match.group() for match in re.finditer(words_pattern(words), text, re.IGNORECASE)]


def test_the_longest_word_wins() -> None:
    words = ["heart", "heart failure", "heart failure clinic"]
    assert found(words, "Heart failure, heart") == ["Heart failure", "heart"]


def test_a_shorter_word_is_found_where_the_longer_one_breaks_off() -> None:
    assert found(["rash", "rash on the face"], "a rash on the arm") == ["rash"]


def test_words_are_found_whole_only() -> None:
    assert found(["ear"], "heart, early, ear") == ["ear"]


def test_a_blank_also_matches_a_hyphen_and_a_line_break() -> None:
    assert found(["beta blocker"], "beta-blocker, beta\n blocker") == ["beta-blocker", "beta\n blocker"]


def test_a_mark_at_the_edge_needs_no_word_edge() -> None:
    assert found(["%"], "5%ig") == ["%"]


@given(st.lists(WORD, min_size=1, max_size=8), st.text("ab -%", max_size=30))
def test_the_tree_matches_where_a_plain_alternation_does(words: list[str], text: str) -> None:
    plain = "|".join(edged(word) for word in words)
    assert bool(re.search(plain, text, re.IGNORECASE)) == bool(re.search(words_pattern(words), text, re.IGNORECASE))
