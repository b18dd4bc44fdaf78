"""How a valid resource is changed at a place drawn by chance. A kind of damage says whether it found a place."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any, NamedTuple

Value = Any


class Spot(NamedTuple):
    """A value, where it hangs, and the name of the element that it is (that of the list for an item)."""

    parent: Any
    key: Any
    name: str
    value: Value

    def put(self, value: Value) -> None:
        self.parent[self.key] = value


Kind = Callable[[Value, random.Random], bool]
Where = Callable[[Spot], bool]


def spots(value: Value, name: str = "") -> Iterator[Spot]:
    """Every value below a root, embedded documents and narratives included."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in items:
        own = key if isinstance(key, str) else name
        yield Spot(value, key, own, child)
        yield from spots(child, own)


def change(where: Where, new: Callable[[Value], Value]) -> Kind:
    def apply(root: Value, chance: random.Random) -> bool:
        found = [spot for spot in spots(root) if where(spot)]
        if found:
            spot = chance.choice(found)
            spot.put(new(deepcopy(spot.value)))
        return bool(found)

    return apply


def put(where: Where, value: Value) -> Kind:
    return change(where, lambda _: deepcopy(value))


def add(where: Where, **elements: Value) -> Kind:
    return change(where, lambda value: {**value, **deepcopy(elements)})


def without(where: Where, *elements: str) -> Kind:
    def drop(value: Value) -> Value:
        return {name: child for name, child in value.items() if name not in elements}

    return change(lambda spot: where(spot) and any(element in spot.value for element in elements), drop)


def renamed(where: Where, new: Callable[[str], str]) -> Kind:
    """Another name for one element of an object."""

    def apply(root: Value, chance: random.Random) -> bool:
        found = [spot for spot in spots(root) if isinstance(spot.key, str) and where(spot)]
        if found:
            spot = chance.choice(found)
            del spot.parent[spot.key]
            spot.parent[new(spot.key)] = spot.value
        return bool(found)

    return apply


def at_root(alter: Callable[[Value], None]) -> Kind:
    def apply(root: Value, _: random.Random) -> bool:
        before = deepcopy(root)
        alter(root)
        return bool(root != before)

    return apply


def when(resource_type: str, kind: Kind) -> Kind:
    return lambda root, chance: root.get("resourceType") == resource_type and kind(root, chance)


def named(*names: str) -> Where:
    return lambda spot: spot.name in names


def objects(*names: str) -> Where:
    return lambda spot: isinstance(spot.value, dict) and (not names or spot.name in names)


def having(*elements: str) -> Where:
    return lambda spot: isinstance(spot.value, dict) and all(element in spot.value for element in elements)


def texts(*names: str) -> Where:
    return lambda spot: isinstance(spot.value, str) and (not names or spot.name in names) and spot.name != "div"


def numbers(spot: Spot) -> bool:
    return isinstance(spot.value, int | float) and not isinstance(spot.value, bool)


def flags(spot: Spot) -> bool:
    return isinstance(spot.value, bool)


def lists(spot: Spot) -> bool:
    return isinstance(spot.value, list)


def in_list(spot: Spot) -> bool:
    return isinstance(spot.key, int)


def single(spot: Spot) -> bool:
    return isinstance(spot.key, str) and not isinstance(spot.value, list) and spot.key != "resourceType"


def div(spot: Spot) -> bool:
    return spot.name == "div"


REPEAT = having("frequency", "period", "periodUnit")
DOSAGE = having("text", "timing")
CODED = having("value", "system", "code")
RANGE = having("low", "high")
PAIN = {"concept": {"text": "pain"}}
BODIES = {
    "indication": {"diseaseSymptomProcedure": PAIN},
    "contraindication": {"diseaseSymptomProcedure": PAIN},
    "interaction": {"effect": PAIN},
    "undesirableEffect": {"symptomConditionEffect": PAIN},
    "warning": {"description": "pain"},
}
REQUIRED = {
    "ClinicalUseDefinition": ("type",), "Group": ("type", "membership"), "DocumentReference": ("status", "content"),
    "Provenance": ("target", "agent"), "Composition": ("status", "type", "date", "author", "title"),
    "Bundle": ("type",), "CodeSystem": ("status", "content"), "ConceptMap": ("status",),
}  # fmt: skip


def missing(root: Value, chance: random.Random) -> bool:
    present = [name for name in REQUIRED.get(root.get("resourceType", ""), ()) if name in root]
    if present:
        del root[chance.choice(present)]
    return bool(present)


def two_values(root: Value, chance: random.Random) -> bool:
    """A second value beside that of a dose or of a choice called value[x]."""
    choices = {
        "dose": {"doseRange": {"high": {"value": 3}}, "doseQuantity": {"value": 2}},
        "value": {"valueString": "x", "valueCodeableConcept": {"text": "x"}},
    }
    found = [
        (spot.value, stem)
        for spot in spots(root)
        if isinstance(spot.value, dict)
        for stem in choices
        if any(re.fullmatch(f"{stem}[A-Z].*", name) for name in spot.value)
    ]
    if found:
        value, stem = chance.choice(found)
        value.update(deepcopy(choices[stem]))
    return bool(found)


def other_body(root: Value, chance: random.Random) -> bool:
    """A second body of a ClinicalUseDefinition."""
    if root.get("resourceType") != "ClinicalUseDefinition":
        return False
    body = chance.choice([body for body in BODIES if body not in root])
    root[body] = deepcopy(BODIES[body])
    return True


def contained(inner: Value, **reference: Value) -> Kind:
    def alter(root: Value) -> None:
        if root.get("resourceType") not in (None, "Bundle"):
            root["contained"] = [deepcopy(inner)]
            if reference:
                root["extension"] = [{"url": "https://example.org/see", "valueReference": reference}]

    return at_root(alter)


def extension(extension: Value) -> Kind:
    return at_root(
        lambda root: None if root.get("resourceType") == "Bundle" else root.update(extension=[deepcopy(extension)])
    )


def swapped_range(root: Value, chance: random.Random) -> bool:
    """The numbers of a range change places."""
    found = [
        spot.value
        for spot in spots(root)
        if RANGE(spot) and spot.value["low"].get("value") != spot.value["high"].get("value")
    ]
    if found:
        one = chance.choice(found)
        one["low"]["value"], one["high"]["value"] = one["high"].get("value"), one["low"].get("value")
    return bool(found)


def twice(root: Value, _: random.Random) -> bool:
    """The first entry of a bundle once more."""
    if root.get("resourceType") != "Bundle" or not root.get("entry"):
        return False
    root["entry"].append(deepcopy(root["entry"][0]))
    return True


def entry_of(alter: Callable[[Value], None], *types: str) -> Kind:
    def apply(root: Value, chance: random.Random) -> bool:
        if root.get("resourceType") != "Bundle" or not root.get("entry") or (types and root.get("type") not in types):
            return False
        entry = chance.choice(root["entry"])
        before = deepcopy(entry)
        alter(entry)
        return bool(entry != before)

    return apply


def narrative(new: str) -> Kind:
    return put(div, new)


XHTML = '<div xmlns="http://www.w3.org/1999/xhtml">'
EXTENSION = "https://example.org/StructureDefinition/note"
