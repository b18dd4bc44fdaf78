"""The verbs of the mapping vocabulary: each reads the mapping that it stands in, and is one line in VERBS."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pipeline.model.coding import CodedAs
from pipeline.rules import expression as ex
from pipeline.rules.paths import Scoped
from pipeline.rules.reader import Body, Place, Reader

TRANSFORMS = ("unit-words",)
CODING, CODED = "coding", "coded"
TAGS = ("h3", "h4", "p", "b", "i", "ul", "li", "table", "tr", "th", "td")


def value(reader: Reader, data: dict[Any, Any], place: Place) -> ex.Expression:
    """`$value: $timing.count`, where `$when` or `$each` needs a value to stand beside."""
    _only(reader, data, place, "$value")
    return reader.read(data["$value"], place.child("$value"))


def join(reader: Reader, data: dict[Any, Any], place: Place) -> ex.Expression:
    """`$join: [..]`: the parts that there are, as one text."""
    _only(reader, data, place, "$join")
    return ex.Join(_parts(reader, data, place, "$join"), place.location)


def first(reader: Reader, data: dict[Any, Any], place: Place) -> ex.Expression:
    """`$first: [..]`: the first part that there is."""
    _only(reader, data, place, "$first")
    return ex.First(_parts(reader, data, place, "$first"), place.location)


def lookup(reader: Reader, data: dict[Any, Any], place: Place) -> ex.Expression:
    """`$lookup: lexicon.attribute` with `$of: $path`."""
    _only(reader, data, place, "$lookup", "$of")
    name, _, attribute = str(data["$lookup"]).partition(".")
    lexicon = reader.known.lexicons.get(name)
    key = reader.path(data.get("$of"), place.child("$of"))
    if lexicon is None:
        return reader.report("unknown-lexicon", f"there is no mappings/lexicon/{name}.yaml", place.child("$lookup"))
    if not any(attribute in term.data for term in lexicon.terms.values()):
        message = f"no term of the lexicon '{name}' has '{attribute}'"
        return reader.report("unknown-lexicon", message, place.child("$lookup"))
    return ex.Lookup(name, attribute, key, place.location) if key else ex.Literal("", place.location)


def call(reader: Reader, data: dict[Any, Any], place: Place) -> ex.Expression:
    """`$call: transform` with `$of: $path`."""
    _only(reader, data, place, "$call", "$of")
    argument = reader.path(data.get("$of"), place.child("$of"))
    if data["$call"] not in TRANSFORMS:
        message = f"there is no transform '{data['$call']}'; there are {', '.join(TRANSFORMS)}"
        return reader.report("unknown-transform", message, place.child("$call"))
    return ex.Call(data["$call"], argument, place.location) if argument else ex.Literal("", place.location)


def reference(reader: Reader, data: dict[Any, Any], place: Place) -> ex.Expression:
    """`$reference: rule`, with `$of: $path` where the rule is made for each item; elements may stand beside it."""
    rule, once = str(data["$reference"]), "$of" not in data
    rest = reader.element(_without(data, "$reference", "$of"), place)
    if rule not in reader.known.rules:
        message = f"there is no rule '{rule}'; there are {', '.join(sorted(reader.known.rules))}"
        return reader.report("unknown-rule", message, place.child("$reference"))
    if reader.known.rules[rule] == once:
        message = "say with $of which one is meant" if once else "leave $of out: there is one a monograph"
        return reader.report("bad-reference", f"'{rule}': {message}", place.child("$reference"))
    key = None if once else reader.path(data["$of"], place.child("$of"))
    location = place.child("$reference").location
    return ex.Element((("reference", ex.Reference(rule, key, location), location), *rest.entries), place.location)


def use(reader: Reader, data: dict[Any, Any], place: Place) -> ex.Expression:
    """`$use: fragment` with `$with: {name: $path}`; elements beside it are added to the fragment's own."""
    name = str(data["$use"])
    fragment = reader.known.fragments.get(name)
    if fragment is None or name in place.open:
        message = f"there is no fragment '{name}'" if fragment is None else f"the fragment '{name}' uses itself"
        return reader.report("unknown-fragment", message, place.child("$use"))
    given = data.get("$with") or {}
    if not isinstance(given, dict) or set(given) != set(fragment.takes):
        wanted = ", ".join(fragment.takes) or "nothing"
        return reader.report("bad-fragment", f"the fragment '{name}' takes {wanted}", place.child("$use"))
    scope = {**place.scope, **_given(reader, given, place.child("$with"))}
    inner = reader.read(fragment.content, Place(fragment.file, ("content",), scope, (*place.open, name)))
    rest = reader.element(_without(data, "$use", "$with"), place)
    if not rest.entries:
        return inner
    if not isinstance(inner, ex.Element):
        return reader.report("bad-fragment", f"the fragment '{name}' has no elements to add to", place.child("$use"))
    return ex.Element((*inner.entries, *rest.entries), place.location)


def narrative(reader: Reader, data: dict[Any, Any], place: Place) -> ex.Expression:
    """`$narrative: [..]`: a list of tags and texts."""
    _only(reader, data, place, "$narrative")
    return ex.Narrative(_children(reader, data["$narrative"], place.child("$narrative")), place.location)


def code(reader: Reader, data: dict[Any, Any], place: Place) -> ex.Expression:
    """`$code: $path` with `$as: concept`, and `$also: $path` for other names: the fragment `coding` for each coding."""
    _only(reader, data, place, "$code", "$as", "$also")
    concept = str(data.get("$as"))
    fragment = reader.known.fragments.get(CODING)
    words = reader.path(data["$code"], place.child("$code"))
    also = reader.path(data["$also"], place.child("$also")) if "$also" in data else None
    if concept not in reader.known.concepts:
        listed = ", ".join(sorted(reader.known.concepts)) or "none"
        return reader.report("unknown-concept", f"there is no kind of concept '{concept}'; there are {listed}", place)
    if fragment is None or fragment.takes != (CODED,):
        return reader.report("unknown-fragment", f"a fragment '{CODING}' that takes [{CODED}] is wanted", place)
    scope = {**place.scope, CODED: Scoped((CODED,), CodedAs)}
    body = reader.read(fragment.content, Place(fragment.file, ("content",), scope, (*place.open, CODING)))
    return ex.Code(concept, words, also, body, place.location) if words else ex.Literal("", place.location)


VERBS: Mapping[str, Body] = {
    "$value": value,
    "$join": join,
    "$first": first,
    "$lookup": lookup,
    "$call": call,
    "$reference": reference,
    "$use": use,
    "$narrative": narrative,
    "$code": code,
}


def _parts(reader: Reader, data: dict[Any, Any], place: Place, verb: str) -> tuple[ex.Expression, ...]:
    parts = reader.read(data[verb], place.child(verb))
    return parts.items if isinstance(parts, ex.Listing) else (parts,)


def _given(reader: Reader, given: dict[str, Any], place: Place) -> dict[str, Scoped]:
    """The names that a fragment takes, each standing for the path that was given for it."""
    paths = {name: path for name, path in given.items() if reader.path(path, place.child(name))}
    found = {name: reader.resolve(str(path)[1:], place.child(name)) for name, path in paths.items()}
    return {name: scoped for name, scoped in found.items() if scoped is not None}


def _children(reader: Reader, data: Any, place: Place) -> tuple[ex.Expression, ...]:
    if isinstance(data, list):
        return tuple(child for index, item in enumerate(data) for child in _children(reader, item, place.child(index)))
    if isinstance(data, dict):
        return (reader.mapping(data, place, _tags),)
    return (reader.text(str(data), place),)


def _tags(reader: Reader, data: dict[Any, Any], place: Place) -> ex.Expression:
    if "$lookup" in data:
        return lookup(reader, data, place)
    unknown = next((key for key in data if key not in TAGS), None)
    if unknown is not None:
        message = f"'{unknown}' is no tag; there are {', '.join(TAGS)}"
        return reader.report("unknown-tag", message, place.child(unknown))
    tags = tuple(_tag(reader, name, inner, place.child(name)) for name, inner in data.items())
    return tags[0] if len(tags) == 1 else ex.Listing(tags, place.location)


def _tag(reader: Reader, name: str, inner: Any, place: Place) -> ex.Tag:
    return ex.Tag(name, _children(reader, inner, place), place.location)


def _only(reader: Reader, data: dict[Any, Any], place: Place, *keys: str) -> None:
    for key in data:
        if key not in keys:
            reader.report("unknown-verb", f"'{key}' cannot stand beside {keys[0]}", place.child(key))


def _without(data: dict[Any, Any], *keys: str) -> dict[Any, Any]:
    return {key: item for key, item in data.items() if key not in keys}
