"""Whatever JSON is given, the layers answer: they never fail, and what they say is a problem or nothing."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.problems import Location, Problem
from pipeline.validate import examine
from pipeline.validate.definitions import RELEASES, Release
from pipeline.validate.json_text import parse

VALID = yaml.safe_load((Path(__file__).parents[2] / "oracle" / "valid.yaml").read_text(encoding="utf-8"))
NAMES = ["resourceType", "type", "id", "url", "reference", "extension", "contained", "entry", "fullUrl", "when", "code"]

anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(max_size=5)
    | st.sampled_from(NAMES),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=3),
    max_leaves=8,
)


def places(value: Any, above: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path for key, child in items for path in ((*above, key), *places(child, (*above, key)))]


@settings(deadline=None, max_examples=300)
@given(st.data(), st.sampled_from(RELEASES))
def test_any_value_at_any_place_is_answered(data: st.DataObject, release: Release) -> None:
    resource = deepcopy(data.draw(st.sampled_from(VALID)))
    path = data.draw(st.sampled_from(places(resource)))
    parent: Any = resource
    for key in path[:-1]:
        parent = parent[key]
    parent[path[-1]] = data.draw(anything)
    for layer in examine(resource, release):
        assert all(isinstance(problem, Problem) for problem in layer.problems)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "fhir-json-depth"),
        (b'{"resourceType": "Medication", "a": ' + b"9" * 5_000_000 + b"}", "fhir-json-number"),
        (b'{"resourceType": "Medication", "a": 1e999999999}', "fhir-json-number"),
        (b'{"resourceType": "Medication", "a": "\\ud800"}', "fhir-json-encoding"),
        (b'{"resourceType": "Medication", "a": "' + b"a" * 20_000_000 + b'"}', "fhir-json-size"),
    ],
    ids=["deep", "long number", "huge exponent", "half a character", "long text"],
)
def test_hostile_text_is_refused(text: bytes, expected: str) -> None:
    _, problems = parse(text, Location("a.json"), max_size=10_000_000)
    assert [problem.code for problem in problems] == [expected]
