"""What was made against what is expected."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.cases.compare import difference, holds, shaped

MADE = {"status": "active", "code": [{"system": "a", "code": "1"}, {"system": "b", "code": "2"}]}


@pytest.mark.parametrize(
    "expected",
    [
        {},
        {"status": "active"},
        {"code": [{"code": "2"}]},
        {"code": [{"code": "1"}, {"code": "2"}]},
        {"title": None},
    ],
)
def test_what_has_more_than_is_expected_holds(expected: dict[str, Any]) -> None:
    assert holds([MADE], [expected])


@pytest.mark.parametrize(
    "expected",
    [
        [],
        [{}, {}],
        [{"status": "draft"}],
        [{"status": None}],
        [{"code": [{"code": "2"}, {"code": "1"}]}],
        [{"code": [{"code": "1"}, {"code": "1"}]}],
        [{"code": {"code": "1"}}],
        [{"status": ["active"]}],
    ],
)
def test_what_is_missing_otherwise_or_too_much_does_not_hold(expected: list[Any]) -> None:
    assert not holds([MADE], expected)


def test_a_golden_has_the_elements_that_are_expected_and_then_holds() -> None:
    expected = [{"status": "draft", "title": "x", "code": [{"code": "3"}], "note": None}]
    golden = shaped([MADE, MADE], expected)
    assert golden[0] == {"status": "active", "code": [{"code": "1"}, {"code": "2"}], "note": None}
    assert holds([MADE, MADE], golden)


def test_a_golden_of_nothing_expected_leaves_out_what_every_resource_has() -> None:
    made = {"resourceType": "Group", "id": "x", "text": {"div": ".."}, "name": "adults", "code": [{"text": "adults"}]}
    assert shaped([made], []) == [{"name": "adults", "code": [{"text": "adults"}]}]


def test_a_difference_shows_only_what_is_expected() -> None:
    lines = difference([{"status": "draft"}], [MADE]).splitlines()
    assert lines[3:] == ["-- status: draft", "+- status: active"]
