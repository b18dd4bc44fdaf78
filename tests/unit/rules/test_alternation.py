"""Many words in one pattern."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from pipeline.rules.alternation import any_of, which, words_pattern

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


PATTERNS = [
    r"\brash(?:es)?",
    r"\ba|b",
    r"[ab]{2}",
    r"\b[(]x|y[)]",
    r"\b(?:a|b)s?",
    r"\b(?:rash)? e",
    r"\ba? b",
    r"\b(?:x| r)a?",
    r"\b(?:(?:a )?(?:b|x))",
    r"\b(?:(?:a)?(?: b)?)x",
    r"\b(?:(?:r|(?:a)?) b)",
]


@given(st.lists(st.sampled_from(PATTERNS), min_size=1), st.text("abrashxye ()", max_size=20))
def test_patterns_that_share_their_word_edge_match_as_each_alone(patterns: list[str], text: str) -> None:
    plain = "|".join(f"(?:{pattern})" for pattern in patterns)
    expected = [match.span() for match in re.finditer(plain, text)]
    assert [match.span() for match in re.finditer(any_of(patterns), text)] == expected


@given(st.lists(st.sampled_from(PATTERNS), min_size=1, unique=True), st.text("abrashxye ()", max_size=20))
def test_a_match_tells_the_pattern_that_made_it(patterns: list[str], text: str) -> None:
    for match in re.finditer(any_of(patterns), text):
        first = next(index for index, pattern in enumerate(patterns) if re.compile(pattern).match(text, match.start()))
        assert which(match) == first


def test_groups_of_a_pattern_do_not_hide_which_it_was() -> None:
    match = re.match(any_of(["(x)", "(?P<named>a)(b)?"]), "ab")
    assert match is not None
    assert which(match) == 1


def test_a_match_of_other_words_is_of_no_pattern() -> None:
    match = re.match(f"{any_of(['b'])}|{words_pattern(['a'])}", "a")
    assert match is not None
    assert which(match) is None
