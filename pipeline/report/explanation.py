"""A resource explained: its words in the source, the rules that read and mapped them, the reasons of its codes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pipeline.model.canonical import DERIVATION, JUSTIFICATION, place_of
from pipeline.model.fact import Fact
from pipeline.problems import Location


@dataclass(frozen=True, slots=True)
class Origin:
    """What a resource was made from: the monograph's text, its facts, the mapping rule where it is still there."""

    text: str
    facts: tuple[Fact, ...]
    rule: Location | None


def explained(resource: Mapping[str, Any], path: str, origin: Origin) -> Iterator[str]:
    """Lines for people: the resource, then each element at or below `path` that has a place or a code."""
    yield f"{resource['resourceType']}/{resource['id']}"
    yield f"  made by {origin.rule or 'a rule that the mapping files no longer have'}"
    for name, value in _elements(resource, ""):
        if name == path or name.startswith((f"{path}.", f"{path}[")) or not path:
            yield from _element(name, value, origin)


def _elements(value: Any, name: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every object below, with its path; lists of one have no index."""
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from _elements(item, f"{name}[{index}]" if len(value) > 1 else name)
    elif isinstance(value, dict):
        if name:
            yield name, value
        for key, child in value.items():
            if key not in ("extension", "text"):
                yield from _elements(child, f"{name}.{key}" if name else key)


def _element(name: str, value: Mapping[str, Any], origin: Origin) -> Iterator[str]:
    extensions = value.get("extension", ())
    places = [place_of(one) for one in extensions if one.get("url") == DERIVATION]
    if places:
        yield f"  {name}: {_words(value)}"
    for start, end in places:
        line = origin.text.count("\n", 0, start) + 1
        yield f"    line {line}: {_sentence(origin.text, start, end)}"
        yield from (f"      read as {rule}" for rule in _rules(origin.facts, start, end))
    reasons = [one.get("valueString") for one in extensions if one.get("url") == JUSTIFICATION]
    for reason in reasons:
        yield f"  {name}: {value.get('display')} ({value.get('code')} of {value.get('system')}), {reason}"


def _rules(facts: tuple[Fact, ...], start: int, end: int) -> list[str]:
    """The extraction rules of the facts that were read just there."""
    found = (one for fact in facts for one in fact.evidence if (one.span.start, one.span.end) == (start, end))
    return list(dict.fromkeys(f"{evidence.rule} in section {evidence.section}" for evidence in found))


def _sentence(text: str, start: int, end: int) -> str:
    """The line around the place, the place itself between marks."""
    before = text.rfind("\n", 0, start) + 1
    after = text.find("\n", end)
    after = len(text) if after < 0 else after
    shown = f"{text[before:start]}>>{text[start:end]}<<{text[end:after]}"
    return re.sub(r"\s+", " ", shown).strip()


def _words(value: Mapping[str, Any]) -> str:
    return str(value.get("text") or value.get("description") or "")
