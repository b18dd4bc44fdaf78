"""What a regular expression cannot match without."""

from __future__ import annotations

import re

import pytest

from pipeline.rules.needles import asked_by, fold


def clauses(source: str) -> list[set[str]]:
    return [set(clause) for clause in asked_by(source).clauses]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (r"\bhours?\b", [{" hour ", " hours "}]),
        (r"hours?", [{"hour", "hours"}]),
        (r"\bcontraindicat\w+", [{" contraindicat"}]),
        (r"\b(?:take|use) it", [{" take ", " use "}]),
        (r"\b(?:take|use)(?: \w+)* with", [{" take", " use"}, {" with"}]),
        (r"co[- ]?administer\b", [{" administer ", "coadminister "}]),
        (r"\d+ mg", [{"0"}, {" mg"}]),
        (r"(?i:Take)", [{"take"}]),
        (r"\bif\b(?= you\b)", [{" you "}, {" if "}]),
        (r"(?:take )?with\b", [{"take ", "with "}]),
    ],
)
def test_each_thing_that_is_asked_for_is_a_clause(source: str, expected: list[set[str]]) -> None:
    assert sorted(map(sorted, clauses(source))) == sorted(map(sorted, expected))


@pytest.mark.parametrize(
    "source", ["a|b", r".*", r"(?:with)?", r"(?:with)*", r"(?<=with )", r"(?!with)", r"[a-z]+", ", "]
)
def test_what_may_match_anything_asks_for_nothing(source: str) -> None:
    assert clauses(source) == []


@pytest.mark.parametrize(
    ("source", "begins"),
    [
        (r"\bhours?", {" hour", " hours"}),
        (r"(?<!\w)(?:take|use) it", {" take ", " use "}),
        (r"\b(?:take(?: \w+)*|use) it", {" take", " use"}),
        (r"hours?", None),
        (r",? \bhours?", None),
        (r"\b(?: of|an) hour", None),
        (r"(?:n't|\bnot)", None),
    ],
)
def test_the_words_at_which_alone_it_can_match_are_known(source: str, begins: set[str] | None) -> None:
    found = asked_by(source).begins
    assert (None if found is None else set(found)) == begins


def test_letters_that_match_without_regard_to_case_fold_to_the_same() -> None:
    for one, other in [("µ", "μ"), ("ſ", "s"), ("K", "k"), ("İ", "i"), ("ı", "i"), ("A", "a"), ("7", "3")]:
        assert fold(one) == fold(other)


def test_what_is_no_expression_is_refused() -> None:
    with pytest.raises(re.error):
        asked_by("(")
