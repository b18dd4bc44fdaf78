"""Two readings of one monograph: which facts are added, removed and changed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.comparison.facts import Change, compare
from pipeline.comparison.stated import Stated


def fact(text: str, line: int = 1, kind: str = "indication", **details: str) -> Stated:
    return Stated(kind, text, line, details, f"line {line}")


def told(changes: tuple[Change, ...]) -> list[tuple[str, str]]:
    return [(change.what, change.fact.text) for change in changes]


def test_what_only_one_reading_has_is_added_or_removed() -> None:
    assert told(compare([fact("asthma"), fact("gout", 2)], [fact("asthma"), fact("hives", 3)])) == [
        ("removed", "gout"),
        ("added", "hives"),
    ]


def test_a_fact_with_other_details_has_changed() -> None:
    (change,) = compare([fact("asthma", off_label="True", x="1")], [fact("asthma", x="2")])
    assert change.what == "changed"
    assert list(change.differences()) == [("off_label", "True", ""), ("x", "1", "2")]


def test_a_fact_whose_words_grew_on_their_line_has_changed() -> None:
    (change,) = compare([fact("asthma")], [fact("severe asthma")])
    assert list(change.differences()) == [("text", "asthma", "severe asthma")]
    assert told(compare([fact("asthma")], [fact("severe asthma", 2)])) == [
        ("removed", "asthma"),
        ("added", "severe asthma"),
    ]


def test_words_of_another_kind_are_another_fact() -> None:
    assert told(compare([fact("asthma")], [fact("asthma", kind="warning")])) == [
        ("removed", "asthma"),
        ("added", "asthma"),
    ]


def test_a_fact_that_is_read_elsewhere_first_is_the_same() -> None:
    assert compare([fact("asthma", 1)], [fact("asthma", 7)]) == ()


def test_of_two_alike_one_that_goes_is_removed() -> None:
    assert told(compare([fact("asthma"), fact("asthma")], [fact("asthma")])) == [("removed", "asthma")]


FACTS = st.lists(
    st.builds(fact, st.sampled_from(["a", "b", "a b"]), st.integers(1, 3), x=st.sampled_from("12")), max_size=6
)


@given(FACTS)
def test_a_reading_does_not_differ_from_itself(facts: list[Stated]) -> None:
    assert compare(facts, reversed(facts)) == ()


@given(FACTS, FACTS)
def test_changes_account_for_every_fact(before: list[Stated], after: list[Stated]) -> None:
    whats = [change.what for change in compare(before, after)]
    assert len(before) + whats.count("added") - whats.count("removed") == len(after)


def test_of_several_that_hang_on_one_thing_the_likest_is_what_became_of_a_fact() -> None:
    old = [Stated("dosage", "5 mg once daily", 3, {"population": "adults"}, "m")]
    new = [
        Stated("dosage", "5 mg twice weekly", 4, {"population": "children"}, "m"),
        Stated("dosage", "10 mg once daily", 5, {"population": "adults"}, "m"),
    ]
    assert told(compare(old, new)) == [("added", "5 mg twice weekly"), ("changed", "10 mg once daily")]


def test_facts_that_share_few_words_are_two() -> None:
    assert told(compare([fact("mild pain")], [fact("severe nausea")])) == [
        ("removed", "mild pain"),
        ("added", "severe nausea"),
    ]
