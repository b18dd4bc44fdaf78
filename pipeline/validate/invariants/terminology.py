"""Invariants of CodeSystem and ConceptMap, as the specification words them (FHIR R5 and R4B, the page of the type)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pipeline.validate.definitions import Release
from pipeline.validate.invariants.conditions import (
    Invariant,
    Value,
    if_equal,
    needs,
    objects,
    one_of,
    unless_equal,
)

R5: tuple[Release, ...] = ("r5",)
R4B: tuple[Release, ...] = ("r4b",)
# What says that the target is not the same thing, and needs a word on the difference.
LOOSE = frozenset({"source-is-broader-than-target", "not-related-to"})
LOOSE_R4B = frozenset({"narrower", "inexact"})
_NAME = re.compile(r"[A-Z][A-Za-z0-9_]{0,254}")
_URL = re.compile(r"[^|# ]+")


def _codes(concepts: Any) -> Iterator[str]:
    for concept in objects(concepts):
        if isinstance(concept.get("code"), str):
            yield concept["code"]
        yield from _codes(concept.get("concept"))


def _distinct(value: Value) -> bool:
    codes = list(_codes(value.get("concept")))
    return len(codes) == len(set(codes))


def _mapped(value: Value) -> bool:
    return value.get("noMap") is not True or "target" not in value


def _told_apart(value: Value) -> bool:
    """A loose target has a comment, except in a draft."""
    return value.get("status") == "draft" or all(
        "comment" in target or str(target.get("relationship")) not in LOOSE
        for group in objects(value.get("group"))
        for element in objects(group.get("element"))
        for target in objects(element.get("target"))
    )


def _told_apart_r4b(value: Value) -> bool:
    return "comment" in value or str(value.get("equivalence")) not in LOOSE_R4B


def _bare(value: Value) -> bool:
    return not value.keys() & {"code", "display", "valueSet"}


def _name(value: Value) -> bool:
    name = value.get("name")
    return not isinstance(name, str) or _NAME.fullmatch(name) is not None


def _url(value: Value) -> bool:
    url = value.get("url")
    return not isinstance(url, str) or _URL.fullmatch(url) is not None


def _hierarchy(value: Value) -> bool:
    return "hierarchyMeaning" in value or not any("concept" in one for one in objects(value.get("concept")))


_ELEMENT, _TARGET = "ConceptMap.group.element", "ConceptMap.group.element.target"
_UNMAPPED, _DEPENDS = "ConceptMap.group.unmapped", "ConceptMap.group.element.target.dependsOn"
_CANONICAL = ("CodeSystem", "ConceptMap")
_NAMING = "begin the name with a capital, without blanks"
_CODE_OR_SET = one_of("code", "valueSet")


def _value_or_set(value: Value) -> bool:
    return any(name.startswith("value") and name != "valueSet" for name in value) != ("valueSet" in value)


INVARIANTS = (
    Invariant("CodeSystem", "csd-1", _distinct, "a code stands for one concept: merge those that share one"),
    Invariant(
        "CodeSystem",
        "csd-4",
        if_equal("content", "supplement", lambda value: "supplements" in value),
        "say which code system this supplements",
        R5,
    ),
    Invariant("CodeSystem.concept.designation", "csd-5", needs("additionalUse", "use"), "give `use` first", R5),
    Invariant("ConceptMap", "cmd-1", _told_apart, "a target that is not the same needs a comment", R5),
    Invariant(_TARGET, "cmd-1", _told_apart_r4b, "a target that is not the same needs a comment", R4B),
    Invariant(_UNMAPPED, "cmd-2", if_equal("mode", "fixed", _CODE_OR_SET), "give a code or a value set", R5),
    Invariant(_UNMAPPED, "cmd-2", if_equal("mode", "fixed", lambda value: "code" in value), "give a code", R4B),
    Invariant(_UNMAPPED, "cmd-3", if_equal("mode", "other-map", lambda value: "otherMap" in value), "name it", R5),
    Invariant(_UNMAPPED, "cmd-3", if_equal("mode", "other-map", lambda value: "url" in value), "name it", R4B),
    Invariant(_ELEMENT, "cmd-4", _mapped, "what maps to nothing has no target", R5),
    Invariant(_ELEMENT, "cmd-5", _CODE_OR_SET, "give a code or a value set", R5),
    Invariant(_DEPENDS, "cmd-6", _value_or_set, "give a value or a value set", R5),
    Invariant(_TARGET, "cmd-7", _CODE_OR_SET, "give a code or a value set", R5),
    Invariant(_UNMAPPED, "cmd-8", unless_equal("mode", "fixed", _bare), "only what is fixed has a code", R5),
    Invariant(
        _UNMAPPED,
        "cmd-9",
        unless_equal("mode", "other-map", lambda value: "relationship" in value),
        "say the relationship",
        R5,
    ),
    Invariant(
        _UNMAPPED,
        "cmd-10",
        unless_equal("mode", "other-map", lambda value: "otherMap" not in value),
        "drop otherMap",
        R5,
    ),
    Invariant(
        "ConceptMap.property",
        "cmd-11",
        if_equal("type", "code", lambda value: "system" in value),
        "name the system of its codes",
        R5,
    ),
    *(Invariant(name, "cnl-0", _name, _NAMING, R5, "warning") for name in _CANONICAL),
    *(Invariant(name, "cnl-1", _url, "leave |, # and blanks out of it", R5, "warning") for name in _CANONICAL),
    Invariant("CodeSystem", "csd-0", _name, _NAMING, R4B, "warning"),
    Invariant("ConceptMap", "cmd-0", _name, _NAMING, R4B, "warning"),
    Invariant("CodeSystem", "csd-2", _hierarchy, "say what the hierarchy means (hierarchyMeaning)", R5, "warning"),
)
