"""Named pieces of patterns."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.problems import ProblemError
from pipeline.rules.lexicon import compile_lexicon
from pipeline.rules.pattern_parts import read_mapping

WORDS = """
parts:
  number: 'one|two'
  length: '(?&number) days?'
terms:
  course:
    patterns: ['for (?&length)']
"""


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "words.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_pattern_and_a_piece_ask_for_pieces_by_name(tmp_path: Path) -> None:
    words = compile_lexicon("words", read_mapping(written(tmp_path, WORDS), "words.yaml"))
    assert [hit.match.group() for hit in words.find("for one day, for two days, for three days")] == [
        "for one day",
        "for two days",
    ]


def test_a_piece_that_is_not_there_is_a_problem_with_its_line(tmp_path: Path) -> None:
    file = read_mapping(written(tmp_path, WORDS.replace("for (?&length)", "for (?&years)")), "words.yaml")
    with pytest.raises(ProblemError) as raised:
        compile_lexicon("words", file)
    (problem,) = raised.value.problems
    assert (problem.code, str(problem.location)) == ("mappings-bad-pattern", "words.yaml:7:16")


@pytest.mark.parametrize("text", ["parts: 5\nterms: {a: {patterns: [b]}}", "parts: {a: 5}\nterms: [b]", "- a"])
def test_what_is_no_word_list_is_left_as_it_is(tmp_path: Path, text: str) -> None:
    path = written(tmp_path, text)
    assert read_mapping(path, "words.yaml").data == pytest.importorskip("yaml").safe_load(text)
