"""Many expressions searched as one: what is found is what `re` finds with all of them as alternatives."""

from __future__ import annotations

import pickle
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.rules import load, mappings_directory
from pipeline.rules.alternation import words_pattern
from pipeline.rules.alternatives import Alternatives, alternatives
from pipeline.rules.pattern_parts import read_mapping
from pipeline.rules.sieve import Sieve

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
    r"(?<!\w)(?:rash|hay)(?= (?:e|x))",
    r"(?<=r)ash\b(?! x)",
    r"^(?:a )?rash",
    r"(?:n't|\bhay)(?: \w+){0,2} b",
    r"\d+ h(?:ay)?s?\b",
    r"(?P<named>a)(b)?",
    r"\bh\w+y\b",
]
WORDS = ["rash", "hay", "a b", "(x", "x)", "ash hay", "sh"]
TEXTS = st.text("abrashxye ()1't", max_size=24)


def found(everything: Alternatives, text: str, start: int, end: int) -> list[tuple[int, tuple[int, int]]]:
    return [(index, match.span()) for index, match in everything.find(text, start, end)]


def as_one(patterns: list[str], words: list[str]) -> re.Pattern[str]:
    """Several patterns may name a group alike, one expression may not: a name has no part in what is found."""
    sources = [*map(without_name, patterns), *([words_pattern(words)] if words else [])]
    return re.compile("|".join(f"(?:{source})" for source in sources), re.IGNORECASE)


def without_name(pattern: str) -> str:
    return re.sub(r"\?P<\w+>", "", pattern)


@given(st.lists(st.sampled_from(PATTERNS)), st.lists(st.sampled_from(WORDS)), TEXTS, st.data())
def test_what_is_found_is_what_re_finds(patterns: list[str], words: list[str], text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    if not patterns and not words:
        return
    everything = alternatives(patterns, words, Sieve())
    expected = as_one(list(map(without_name, patterns)), words).finditer(text, start, end)
    assert [place for _, place in found(everything, text, start, end)] == [match.span() for match in expected]


def test_of_several_that_begin_at_one_place_the_first_is_found() -> None:
    everything = alternatives([r"\bhay", r"\bhay fever"], ["hay"], Sieve())
    assert found(everything, "hay fever", 0, 9) == [(0, (0, 3))]


def test_what_matches_the_end_of_a_text_is_found_once() -> None:
    assert found(alternatives([r"\Z"], [], Sieve()), "hay", 0, 3) == [(0, (3, 3))]


def test_words_come_after_patterns() -> None:
    everything = alternatives([r"\bfever"], ["hay fever", "fever"], Sieve())
    assert found(everything, "fever, hay fever", 0, 16) == [(0, (0, 5)), (1, (7, 16))]


def test_an_expression_that_a_text_cannot_match_is_not_run() -> None:
    everything = alternatives([r"\bhay(?: \w+)* fever", r"\brash"], [], Sieve())
    assert [index for index, _ in everything.possible("hay and rash")] == [1]


def test_they_are_the_same_after_a_way_through_a_cache() -> None:
    everything = alternatives([r"\bhay"], ["rash"], Sieve())
    again = pickle.loads(pickle.dumps(everything))
    assert found(again, "rash, hay", 0, 9) == found(everything, "rash, hay", 0, 9) == [(1, (0, 4)), (0, (6, 9))]


def test_what_does_not_compile_is_refused() -> None:
    with pytest.raises(re.error):
        alternatives([r"(?<=a+)b"], [], Sieve())


RULES = load()
LEXICONS = {
    path.stem: [
        source
        for entry in read_mapping(path, str(path)).data["terms"].values()
        for source in (entry or {}).get("patterns", ())
    ]
    for path in sorted((mappings_directory() / "lexicon").glob("*.yaml"))
}
SAMPLES = "\n".join(path.read_text() for path in sorted((Path(__file__).parents[3] / "input").glob("*.md")))
SENTENCES = sorted({line for line in re.split(r"\n+|(?<=[.:;]) ", SAMPLES) if line})[::3]


@pytest.mark.parametrize("name", [name for name, lexicon in RULES.lexicon.items() if LEXICONS[name] or lexicon.tokens])
def test_every_lexicon_finds_in_the_samples_what_its_patterns_find(name: str) -> None:
    lexicon = RULES.lexicon[name]
    words = {" ".join(word.replace("-", " ").split()) for term in lexicon.terms.values() for word in term.words}
    whole = as_one(LEXICONS[name], sorted(words - {""}))
    for sentence in (*SENTENCES, *map(str.upper, SENTENCES[::10])):
        expected = [match.span() for match in whole.finditer(sentence)]
        assert [(hit.start, hit.end) for hit in lexicon.find(sentence)] == expected
