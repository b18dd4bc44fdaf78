"""The models are asked once for each shape: that must never hide what they would say."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from fhir.resources import get_fhir_model_class
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from pipeline.validate import validate

EFFECT: dict[str, Any] = {
    "resourceType": "ClinicalUseDefinition",
    "id": "exemplol-nausea",
    "meta": {"lastUpdated": "2024-01-31T08:00:00Z", "profile": ["https://example.org/profile"]},
    "type": "undesirable-effect",
    "text": {"status": "generated", "div": '<div xmlns="http://www.w3.org/1999/xhtml">Nausea</div>'},
    "extension": [{"url": "https://example.org/read-on", "valueDate": "2024-01-31"}],
    "subject": [{"reference": "https://example.org/Medication/exemplol"}],
    "undesirableEffect": {
        "symptomConditionEffect": {
            "concept": {
                "coding": [{"system": "https://example.org/effects", "code": "nausea", "userSelected": False}],
                "text": "nausea",
            }
        }
    },
}


def places(value: Any, above: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path of every value below the root."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path for key, child in items for path in ((*above, key), *places(child, (*above, key)))]


values = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-1, 3),
    st.sampled_from(["", " ", "a b", "a  b", "2024-02-30", "2024-13", "24:00", "é", "x" * 65, "a_b", "http://a b"]),
    st.text(max_size=5),
    st.just([]),
    st.just({}),
    st.just([{"url": "https://example.org/x"}]),
    st.just({"text": "x"}),
)


@settings(deadline=None)
@given(st.sampled_from(places(EFFECT)), values)
def test_what_the_models_refuse_is_refused_whatever_was_seen_before(path: tuple[Any, ...], value: Any) -> None:
    damaged = deepcopy(EFFECT)
    parent: Any = damaged
    for key in path[:-1]:
        parent = parent[key]
    parent[path[-1]] = value
    assert validate(EFFECT) == ()
    if refused(damaged):
        assert validate(damaged)


def refused(resource: dict[str, Any]) -> bool:
    try:
        model: Any = get_fhir_model_class("ClinicalUseDefinition")
        model.model_validate(resource)
    except ValidationError:
        return True
    return False
