from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.problems import ProblemError
from pipeline.terminology.coder import Coder
from pipeline.terminology.load import load_coder


def codes(coder: Coder, text: str, kind: str = "effect", *aliases: str) -> list[str]:
    return [found.coding.code for found in coder.code(text, kind, aliases).codings]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("headaches", "T1"),
        ("pain in the head", "T1"),
        ("type 2 diabetes mellitus", "T2"),
        ("adult-onset diabetes", "T2"),
        ("appetite loss", "T6"),
        ("severe headache", "T1"),
        ("mild to moderate headache", "T1"),
        ("headache in the first week", "T1"),
        ("severe headache after the injection", "T1"),
    ],
)
def test_words_that_mean_a_concept_give_its_code(coder: Coder, text: str, code: str) -> None:
    assert codes(coder, text) == [code]


@pytest.mark.parametrize(
    "text",
    ["no headache", "fear of headache", "history of headache", "head", "headache medicine", "in", "severe", "", "!"],
)
def test_words_that_only_hold_the_name_of_a_concept_give_none(coder: Coder, text: str) -> None:
    assert codes(coder, text) == []


def test_a_coding_carries_the_systems_own_label_version_and_reason(coder: Coder) -> None:
    (found,) = coder.code("cephalgia", "effect").codings
    assert (found.coding.system, found.coding.version) == ("http://example.org/tiny", "7")
    assert (found.coding.display, found.justification, found.source) == ("Headache", "synonym", "tiny")


def test_a_synonym_of_two_concepts_gives_no_code_and_names_both(coder: Coder) -> None:
    coded = coder.code("depression", "effect")
    assert not coded.codings
    assert [coding.code for coding in coded.ambiguous] == ["T3", "T4"]


def test_a_concept_of_another_sort_is_no_match(coder: Coder) -> None:
    assert codes(coder, "appendectomy") == []
    assert codes(coder, "appendectomy", "bare") == ["T5"]


def test_a_kind_without_reductions_wants_the_whole_phrase(coder: Coder) -> None:
    assert codes(coder, "severe headache", "bare") == []


def test_another_name_is_tried_where_the_first_has_no_code(coder: Coder) -> None:
    assert codes(coder, "thumping skull", "effect", "headache") == ["T1"]


def test_a_reviewed_row_comes_first_and_says_its_line(coder: Coder) -> None:
    (found,) = coder.code("sore head", "effect").codings
    assert found.coding.code == "HP:0002315"
    assert found.justification == "reviewed"
    assert found.source == "mappings/codes/effects.tsv:2"


def test_a_reviewed_row_can_say_that_there_is_no_code(coder: Coder) -> None:
    assert codes(coder, "head problems") == []


def test_an_unknown_kind_of_concept_is_a_mistake_of_the_caller(coder: Coder) -> None:
    with pytest.raises(KeyError):
        coder.code("headache", "furniture")


def test_rows_without_the_columns_of_sssom_are_refused_with_their_file(mappings: Path, tmp_path: Path) -> None:
    (mappings / "codes" / "effects.tsv").write_text("term\tcode\nheadache\tT1\n")
    with pytest.raises(ProblemError) as raised:
        load_coder(mappings, tmp_path / "cache")
    (problem,) = raised.value.problems
    assert problem.code == "terminology-bad-row"
    assert str(problem.location).endswith("codes/effects.tsv:1")
