from __future__ import annotations

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.problems import Location
from pipeline.validate.json_text import parse

PLACE = Location("a.json", 3)
LIMIT = 1_000_000


def codes(data: bytes, limit: int = LIMIT) -> list[str]:
    _, problems = parse(data, PLACE, limit)
    assert all(problem.location == PLACE and problem.is_error for problem in problems)
    return [problem.code.removeprefix("fhir-json-") for problem in problems]


def test_a_resource_is_read_with_the_digits_that_it_has() -> None:
    resource, problems = parse(b'{"resourceType": "Basic", "value": 1.50, "count": 3}', PLACE, LIMIT)
    assert problems == ()
    assert resource == {"resourceType": "Basic", "value": Decimal("1.50"), "count": 3}
    assert str(resource["value"]) == "1.50"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        pytest.param(b"", "syntax", id="nothing"),
        pytest.param(b'{"resourceType": "Basic",}', "syntax", id="a comma too many"),
        pytest.param(b'{"resourceType": "Basic", "a": 01}', "syntax", id="a leading zero"),
        pytest.param(b'{"resourceType": "Basic", "a": "\xff"}', "encoding", id="not UTF-8"),
        pytest.param(b'\xef\xbb\xbf{"resourceType": "Basic"}', "encoding", id="a byte order mark"),
        pytest.param('{"resourceType": "Basic"}'.encode("utf-16"), "encoding", id="UTF-16"),
        pytest.param(b'{"resourceType": "Basic", "a": 1, "a": 1}', "duplicate-key", id="a key twice"),
        pytest.param(b'{"resourceType": "Basic", "a": [{"b": 1, "b": 2}]}', "duplicate-key", id="deep down"),
        pytest.param(b'{"resourceType": "Basic", "a": NaN}', "number", id="NaN"),
        pytest.param(b'{"resourceType": "Basic", "a": -Infinity}', "number", id="infinity"),
        pytest.param(b'{"resourceType": "Basic", "a": ' + b"9" * 10_000 + b"}", "number", id="ten thousand digits"),
        pytest.param(b'{"resourceType": "Basic", "a": 0.' + b"1" * 10_000 + b"}", "number", id="as many decimals"),
        pytest.param(b'{"resourceType": "Basic", "a": 1e999}', "number", id="a huge exponent"),
        pytest.param(b'{"resourceType": "Basic", "a": 1e-9999999999999999999}', "number", id="past all exponents"),
        pytest.param(b'{"resourceType": "Basic", "a": "\\ud83d"}', "encoding", id="half a character"),
        pytest.param(b"[]", "no-resource", id="a list"),
        pytest.param(b"null", "no-resource", id="null"),
        pytest.param(b'"text"', "no-resource", id="a text"),
        pytest.param(b'{"id": "a"}', "no-resource", id="no type"),
        pytest.param(b'{"resourceType": 5}', "no-resource", id="a number for a type"),
        pytest.param(b'{"a":' * 150 + b"1" + b"}" * 150, "depth", id="150 levels"),
        pytest.param(b"[" * 100_000 + b"]" * 100_000, "depth", id="100,000 levels"),
        pytest.param(b"[" * 100_000, "depth", id="100,000 levels that never end"),
    ],
)
def test_what_is_no_json_of_a_resource_is_named(data: bytes, expected: str) -> None:
    assert codes(data) == [expected]


def test_a_key_that_stands_in_two_objects_is_no_key_twice() -> None:
    assert codes(b'{"resourceType": "Basic", "a": {"id": "1"}, "b": {"id": "1"}}') == []


def test_what_is_larger_than_the_limit_is_not_even_looked_at() -> None:
    assert codes(b"{" * 101, limit=100) == ["size"]


@given(st.binary(max_size=200))
def test_no_bytes_at_all_make_it_fail(data: bytes) -> None:
    resource, problems = parse(data, PLACE, LIMIT)
    assert resource is not None or problems


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner, max_size=3)))
def test_json_of_any_shape_is_read_or_refused(value: object) -> None:
    resource, problems = parse(json.dumps({"resourceType": "Basic", "a": value}).encode(), PLACE, LIMIT)
    assert resource is not None or problems
