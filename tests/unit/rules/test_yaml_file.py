"""YAML that remembers where its keys stand."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.problems import Problem, ProblemError
from pipeline.rules.yaml_file import parse_yaml, read_yaml


def problem_of(text: str) -> Problem:
    with pytest.raises(ProblemError) as raised:
        parse_yaml(text, "x.yaml")
    (problem,) = raised.value.problems
    return problem


def test_every_key_and_item_knows_its_line_and_column() -> None:
    file = parse_yaml("a:\n  b: [one, two]\n", "x.yaml")
    assert file.data == {"a": {"b": ["one", "two"]}}
    assert str(file.at("a", "b")) == "x.yaml:2:3"
    assert str(file.at("a", "b", 1)) == "x.yaml:2:12"


def test_an_unknown_path_stands_at_the_nearest_known_one() -> None:
    file = parse_yaml("a:\n  b: 1\n", "x.yaml")
    assert file.at("a", "c", "d") == file.at("a")
    assert str(file.at("z")) == "x.yaml:1:1"


def test_scalars_have_their_yaml_types() -> None:
    assert parse_yaml("[1, 2.5, true, text, null, '1']", "x.yaml").data == [1, 2.5, True, "text", None, "1"]


def test_only_true_and_false_are_truth_values_and_other_answers_are_words() -> None:
    assert parse_yaml("[true, False, yes, no, on, off]", "x.yaml").data == [True, False, "yes", "no", "on", "off"]
    assert parse_yaml("{no: 1}", "x.yaml").data == {"no": 1}


def test_a_duplicate_key_is_a_problem_where_it_stands_again() -> None:
    problem = problem_of("a: 1\nb: 2\na: 3\n")
    assert (problem.code, str(problem.location)) == ("mappings-duplicate-key", "x.yaml:3:1")


def test_broken_syntax_is_a_problem_with_its_place() -> None:
    problem = problem_of("a: [1\nb: 2\n")
    assert (problem.code, str(problem.location)) == ("mappings-syntax", "x.yaml:2:2")


def test_an_empty_file_has_no_data() -> None:
    assert parse_yaml("", "x.yaml").data is None


def test_a_file_that_is_missing_or_no_text_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "latin.yaml").write_bytes(b"a: \xe9")
    for name in ("latin.yaml", "missing.yaml"):
        with pytest.raises(ProblemError) as raised:
            read_yaml(tmp_path / name, name)
        assert [(p.code, str(p.location)) for p in raised.value.problems] == [("mappings-unreadable", name)]


def test_a_day_that_no_calendar_has_is_a_text() -> None:
    assert parse_yaml("2030-02-30", "x.yaml").data == "2030-02-30"


def test_the_codes_of_problems_begin_with_the_family_of_the_file(tmp_path: Path) -> None:
    for text, code in (("a: [", "ignore-syntax"), ("a: 1\na: 2\n", "ignore-duplicate-key")):
        with pytest.raises(ProblemError) as caught:
            parse_yaml(text, "x.yaml", "ignore")
        assert [problem.code for problem in caught.value.problems] == [code]
    with pytest.raises(ProblemError, match="cannot be read"):
        read_yaml(tmp_path / "absent.yaml", family="ignore")
