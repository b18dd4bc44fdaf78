"""What is lawful in mapping files and hardly meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.problems import Problem
from pipeline.rules import mappings_directory
from pipeline.rules.lexicon import compile_lexicon
from pipeline.rules.lint import lint
from pipeline.rules.lint.headings import overlapping
from pipeline.rules.lint.shadows import shadowed
from pipeline.rules.sections import compile_sections
from pipeline.rules.yaml_file import parse_yaml
from tests.unit.rules.test_rules_check import folder_of


def shown(problems: tuple[Problem, ...]) -> list[tuple[str, str, str]]:
    return [(problem.severity, str(problem.location), problem.message) for problem in problems]


def test_the_shipped_mappings_have_no_warning() -> None:
    assert [problem for problem in lint(mappings_directory()) if problem.severity == "warning"] == []


def words(text: str) -> list[tuple[str, str, str]]:
    file = parse_yaml(text, "words.yaml")
    return shown(tuple(shadowed(compile_lexicon("words", file), file)))


def test_a_word_of_two_terms_is_found_as_the_first_alone() -> None:
    text = "terms:\n  one: {words: [rash, hives]}\n  two: {words: [Hives]}\n"
    assert words(text) == [("warning", "words.yaml:3:17", "'Hives' is never found: it belongs to 'one'")]
    assert words(f"shared: true\n{text}") == []


def test_a_word_of_which_a_pattern_takes_a_part_is_found_alone_only() -> None:
    text = "terms:\n  two: {words: [heart failure]}\n  one: {patterns: ['heart']}\n"
    message = "in a text 'one' takes 'heart' of 'heart failure'; alone the words are found"
    assert words(text) == [("information", "words.yaml:2:17", message)]


def test_a_pattern_of_two_terms_is_told_where_it_stands_again() -> None:
    text = "terms:\n  one: {patterns: ['a+']}\n  two: {patterns: ['a+']}\n"
    assert words(text) == [("warning", "words.yaml:3:20", "this pattern stands in 'one' already")]


def test_words_that_share_a_beginning_do_not_shadow_one_another() -> None:
    assert words("terms:\n  one: {words: [heart]}\n  two: {words: [heart failure]}\n") == []


def test_a_pattern_that_takes_the_heading_of_another_section_is_told() -> None:
    text = "sections:\n  one: {headings: [usage and dose]}\n  two: {headings: [use], patterns: ['usage .*']}\n"
    file = parse_yaml(text, "sections.yaml")
    message = "this pattern also takes 'usage and dose' of 'one'"
    assert shown(tuple(overlapping(compile_sections(file), file))) == [("information", "sections.yaml:3:37", message)]


UNREACHABLE = {
    "a value that the path never has": ("content: {name: {$when: $population.code is adlut, $value: x}}", "'adlut'"),
    "a path that is there and not": (
        "when: [$population.text, not $population.text]\ncontent: {type: person}",
        "not there",
    ),
    "a part behind a literal": ("content: {name: {$first: [a, $population.text]}}", "always there"),
}


@pytest.mark.parametrize(("rest", "message"), UNREACHABLE.values(), ids=UNREACHABLE)
def test_what_is_never_reached_is_told(rest: str, message: str, tmp_path: Path) -> None:
    text = f"resource: Group\neach: population in $monograph.populations\n{rest}\n"
    case = {"file": "resources/r5/Group.yaml", "text": text, "also": {}}
    folder = folder_of(case, tmp_path)
    found = [problem for problem in lint(folder) if problem.location and "Group" in problem.location.path]
    assert [problem.code for problem in found] == ["mappings-unreachable"]
    assert message in found[0].message


def test_a_lexicon_that_nothing_asks_and_a_fragment_that_nothing_uses_are_told(tmp_path: Path) -> None:
    case = {"file": "resources/r5/fragments/spare.yaml", "text": "content: {status: active}"}
    found = {str(problem.location): problem.message for problem in lint(folder_of(case, tmp_path))}
    assert found["mappings/resources/r5/fragments/spare.yaml:1:1"] == "no rule uses this fragment"
    assert found["mappings/lexicon/words.yaml:1:1"].startswith("nothing asks this lexicon")
