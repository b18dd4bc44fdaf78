"""What is certain without the layers: that it never hides what a layer would say, nor what the models would."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

import pipeline
from pipeline.validate import CHECKS
from pipeline.validate.certain import silent_layers
from pipeline.validate.certain.plan import LEFT, groups_of
from pipeline.validate.definitions import RELEASES, Definitions, Element, Release, load
from pipeline.validate.structure import MODELS
from pipeline.validate.tree import Tree
from tests.conftest import ROOT
from tests.oracle.compare import valid
from tests.oracle.damage import mutants
from tests.unit.validate.test_hostile import VALID, anything, places

SAMPLES = sorted((ROOT / "input").glob("*.md"))
PRIMITIVES = {
    "boolean": True, "decimal": 1.5, "integer": 1, "positiveInt": 1, "unsignedInt": 1,
    "date": "2024-01-31", "dateTime": "2024-01-31", "instant": "2024-01-31T08:00:00Z", "time": "08:00:00",
    "base64Binary": "AAAA", "oid": "urn:oid:1.2.3", "integer64": "3",
    "uuid": "urn:uuid:c757873d-ec9a-4326-a141-556f43239520", "xhtml": '<div xmlns="http://www.w3.org/1999/xhtml">a</div>',
}  # fmt: skip


def assert_nothing_is_hidden(resource: dict[str, Any], release: Release) -> None:
    for name in silent_layers(resource, load(release)):
        assert list(CHECKS[name](Tree(resource, load(release)))) == [], name


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_of_a_bundle_with_nothing_wrong_all_layers_are_certain_to_be_silent(path: Any) -> None:
    bundle = pipeline.convert(path).bundle
    assert bundle is not None
    found = {name for name, check in CHECKS.items() if list(check(Tree(bundle, load())))}
    assert silent_layers(bundle, load()) == CHECKS.keys() - found


@pytest.mark.parametrize("release", RELEASES)
def test_what_is_damaged_is_never_certain(release: Release) -> None:
    for _, text in mutants(valid(), 400, seed=3):
        try:
            resource = json.loads(text)
        except ValueError:
            continue
        if isinstance(resource, dict):
            assert_nothing_is_hidden(resource, release)


@settings(deadline=None, max_examples=300)
@given(st.data(), st.sampled_from(RELEASES))
def test_whatever_value_is_at_whatever_place_nothing_is_hidden(data: st.DataObject, release: Release) -> None:
    resource = deepcopy(data.draw(st.sampled_from(VALID)))
    path = data.draw(st.sampled_from(places(resource)))
    parent: Any = resource
    for key in path[:-1]:
        parent = parent[key]
    parent[path[-1]] = data.draw(anything)
    assert_nothing_is_hidden(resource, release)


@pytest.mark.parametrize("release", RELEASES)
def test_an_object_that_may_be_passes_the_models_whatever_element_it_has(release: Release) -> None:
    definitions, refused, asked = load(release), [], 0
    for group in groups_of(release).objects.values():
        for name in group.groups.keys() - {"resourceType"}:
            value = sample(group.type, definitions, name)
            if group._may_have(tuple(value)):
                asked += 1
                refused += [] if passes(group.type, value, release) else [(group.type, name)]
    assert refused == []
    assert asked > 1_000


@pytest.mark.parametrize("release", RELEASES)
def test_an_object_without_what_is_required_may_not_be(release: Release) -> None:
    for group in groups_of(release).objects.values():
        for name, element in group.elements.items():
            if element.required and not element.choice:
                assert not group._may_have(tuple(other for other in group.elements if other != name))


def test_only_one_of_a_choice_may_be_there() -> None:
    group = groups_of("r5").objects["Extension"]
    assert group._may_have(("url", "valueCode"))
    assert not group._may_have(("url", "valueCode", "valueString"))


def test_two_values_of_one_type_are_not_taken_for_one_another() -> None:
    """True is 1, and equal to it."""
    repeat = {"frequency": 1, "period": 1, "periodUnit": "d"}
    dosages = [{"text": "a", "timing": {"repeat": {**repeat, "count": count}}} for count in (1, True, 1.0)]
    for count in range(1, 4):
        guideline = {"dosingGuideline": [{"dosage": [{"type": {"text": "a"}, "dosage": dosages[:count]}]}]}
        resource = {"resourceType": "MedicationKnowledge", "id": "a", "indicationGuideline": [guideline]}
        assert ("elements" in silent_layers(resource, load())) == (count == 1)


def passes(type_name: str, value: dict[str, Any], release: Release) -> bool:
    named = type_name.partition("(")[0].replace("SimpleQuantity", "Quantity").replace("MoneyQuantity", "Quantity")
    model = MODELS[release]("".join(part[:1].upper() + part[1:] for part in named.split(".")))
    try:
        model.model_validate(value)
    except ValidationError:
        return False
    return True


def sample(type_name: str, definitions: Definitions, *names: str) -> dict[str, Any]:
    """An object of the type with these elements and those that are required; `_name` has an extension."""
    elements = definitions.types[type_name]
    bare = [name for name in names if name in elements]
    chosen = {elements[name].choice or name: name for name in elements if elements[name].required}
    chosen |= {elements[name].choice or name: name for name in bare}
    if type_name == "Extension" and "extension" not in names:
        chosen.setdefault("value[x]", "valueString")
    found = {name: value_of(elements[name], definitions) for name in chosen.values()}
    found |= {name: {"id": "a"} for name in names if name not in elements}
    return {"resourceType": type_name, **found} if "implicitRules" in elements else found


def value_of(element: Element, definitions: Definitions) -> Any:
    kind = element.type
    value: Any
    if element.codes:
        value = min(element.codes)
    elif kind == "Resource":
        value = {"resourceType": "Medication"}
    elif kind in definitions.types:
        first = next(name for name in definitions.types[kind] if name not in {"id", "extension", *LEFT})
        value = sample(kind, definitions, first)
    else:
        value = PRIMITIVES.get(kind, "a")
    return [value] if element.is_list else value
