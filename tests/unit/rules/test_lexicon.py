"""Word lists: what is found, where, and which term it is."""

from __future__ import annotations

import pytest

from pipeline.problems import ProblemError
from pipeline.rules.lexicon import Lexicon, compile_lexicon
from pipeline.rules.yaml_file import parse_yaml
from tests.conftest import ROOT


def lexicon(text: str) -> Lexicon:
    return compile_lexicon("words", parse_yaml(text, "words.yaml"))


WORDS = lexicon(
    """
terms:
  common:
    words: [common, very often]
    rank: 2
  very-common:
    words: [very common]
    patterns: ['more than \\d+ ?%']
"""
)


def test_the_longest_words_are_found_first() -> None:
    assert [(hit.term.key, hit.start, hit.end) for hit in WORDS.find("very common, then common")] == [
        ("very-common", 0, 11),
        ("common", 18, 24),
    ]


def test_words_are_found_case_blind_and_a_blank_matches_a_hyphen() -> None:
    assert [hit.term.key for hit in WORDS.find("Very-Often or COMMON")] == ["common", "common"]


def test_words_are_found_on_word_edges_only() -> None:
    assert WORDS.first("commonly uncommon") is None


def test_a_pattern_gives_its_term_and_its_match() -> None:
    hit = WORDS.first("in more than 10 % of them")
    assert hit is not None
    assert (hit.term.key, hit.match.group()) == ("very-common", "more than 10 %")


def test_only_a_part_of_the_text_is_searched_when_asked() -> None:
    assert WORDS.first("common", 1) is None
    assert WORDS.first("common", 0, 5) is None


def test_a_whole_text_is_looked_up_with_its_data() -> None:
    term = WORDS.get(" Very often ")
    assert term is not None
    assert term.data == {"rank": 2}
    assert WORDS.get("very often indeed") is None


def test_a_term_without_words_is_there_by_its_key() -> None:
    table = lexicon("terms: {oral: {code: x}, none: }")
    assert table.terms["oral"].data == {"code": "x"}
    assert list(table.find("oral none")) == []


def test_a_pattern_that_does_not_compile_is_a_problem_with_its_place() -> None:
    with pytest.raises(ProblemError) as raised:
        lexicon("terms:\n  a:\n    patterns: [fine, '(']\n")
    (problem,) = raised.value.problems
    assert (problem.code, str(problem.location)) == ("mappings-bad-pattern", "words.yaml:3:22")


def test_every_lexicon_of_ours_is_asked_by_the_program_or_looked_up_by_a_resource() -> None:
    program = "".join(path.read_text() for path in (ROOT / "pipeline").rglob("*.py"))
    resources = "".join(path.read_text() for path in (ROOT / "mappings" / "resources").rglob("*.yaml"))
    names = {path.stem for path in (ROOT / "mappings" / "lexicon").glob("*.yaml")}
    assert {name for name in names if f'"{name}"' not in program and f"$lookup: {name}." not in resources} == set()
