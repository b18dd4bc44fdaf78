"""Lists of noun phrases, cut into their members."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.extract.phrases import split_list, trim, without_brackets
from pipeline.rules import Rules, load, mappings_directory

CASES = Path(__file__).resolve().parents[2] / "cases" / "phrases"
RULES = load(mappings_directory())
PIECES = st.sampled_from(
    [
        "nausea",
        "upper",
        "increased",
        "ALT",
        "levels",
        "pain",
        "and",
        "or",
        ",",
        ";",
        "/",
        "(",
        ")",
        "such as",
        "the",
        "face",
        "of",
        "swelling",
        "which",
        "(s)",
        "–",
        ".",
        "severe",
        "difficulty",
        "breathing",
        "\n",
        "é",
        "  ",
    ]
)


def _cases() -> list[Any]:
    return [
        pytest.param(case, id=f"{path.stem}: {case['list'] or 'nothing'}")
        for path in sorted(CASES.glob("*.yaml"))
        for case in yaml.safe_load(path.read_text(encoding="utf-8"))
    ]


@pytest.mark.parametrize("case", _cases())
def test_a_list_is_cut_into_its_phrases(case: dict[str, Any]) -> None:
    phrases = split_list(case["list"], 0, len(case["list"]), RULES)
    assert [phrase.text for phrase in phrases] == case["phrases"]
    if "asides" in case:
        assert [[aside.text for aside in phrase.asides] for phrase in phrases] == case["asides"]
    assert [phrase.text for phrase in phrases if phrase.example] == case.get("examples", [])


def test_offsets_count_from_the_start_of_the_text_not_of_the_list() -> None:
    text = "Among them are: a cough (dry), fever."
    cough, fever = split_list(text, text.index("a cough"), len(text), RULES)
    assert text[cough.start : cough.end] == "cough"
    assert text[cough.asides[0].start : cough.asides[0].end] == "dry"
    assert text[fever.start : fever.end] == "fever"


def test_the_limit_of_a_phrase_shows_the_clause_that_was_cut_off() -> None:
    text = "seizures, which are rare"
    first = split_list("seizures which are rare", 0, 23, RULES)[0]
    assert "seizures which are rare"[first.end : first.limit] == " which are rare"
    assert [phrase.text for phrase in split_list(text, 0, len(text), RULES)] == ["seizures"]


def test_trim_leaves_the_words_alone_that_are_part_of_the_phrase() -> None:
    text = "  the loss of hearing. "
    start, end = trim(text, 0, len(text), RULES)
    assert text[start:end] == "loss of hearing"


def test_brackets_are_blanked_out_in_place() -> None:
    text = "pain (mild) in the eye(s)"
    assert without_brackets(text, 0, len(text)) == "pain        in the eye(s)"


@settings(max_examples=300)
@given(st.text(max_size=80) | st.lists(PIECES, max_size=14).map(" ".join), st.integers(0, 10), st.integers(0, 100))
def test_every_word_of_a_phrase_stands_between_its_offsets(text: str, start: int, length: int) -> None:
    start = min(start, len(text))
    end = min(len(text), start + length)
    for phrase in split_list(text, start, end, RULES):
        assert start <= phrase.start < phrase.end <= phrase.limit <= end
        quoted = re.findall(r"\w+", text[phrase.start : phrase.end])
        assert set(re.findall(r"\w+", phrase.text)) <= set(quoted)
        for aside in phrase.asides:
            assert text[aside.start : aside.end] == aside.text


def test_the_same_list_gives_the_same_phrases(rules: Rules) -> None:
    text = "upper and lower airway infections (mild), fever"
    assert split_list(text, 0, len(text), rules) == split_list(text, 0, len(text), RULES)
