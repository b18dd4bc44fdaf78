"""`mappings/resources/<release>/*.yaml` -> resource rules, one file a rule; fragments stand in a folder beside them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from pipeline.problems import Problem
from pipeline.rules import expression as ex
from pipeline.rules.lexicon import Lexicon
from pipeline.rules.paths import ROOT_SCOPE
from pipeline.rules.reader import Fragment, Known, Place, Reader
from pipeline.rules.yaml_file import YamlFile

_RULE_KEYS = ("resource", "each", "key", "when", "id", "content")
_FRAGMENT_KEYS = ("takes", "content")


def read_resources(
    rules: Iterable[YamlFile], fragments: Iterable[YamlFile], lexicons: Mapping[str, Lexicon]
) -> tuple[tuple[ex.ResourceRule, ...], tuple[Problem, ...]]:
    """Every rule that could be read, in the order of the files, and everything that is wrong with them."""
    files = {Path(file.path).stem: file for file in rules}
    reader = Reader(Known(lexicons, {}, {name: "each" in (file.data or {}) for name, file in files.items()}))
    known = {Path(file.path).stem: fragment for file in fragments if (fragment := _fragment(file, reader))}
    reader.known = Known(lexicons, known, reader.known.rules)
    read = [_rule(name, file, reader) for name, file in files.items()]
    return tuple(rule for rule in read if rule is not None), tuple(dict.fromkeys(reader.problems))


def _fragment(file: YamlFile, reader: Reader) -> Fragment | None:
    if not _has_keys(file, ("content",), _FRAGMENT_KEYS, reader):
        return None
    return Fragment(tuple(file.data.get("takes") or ()), file.data["content"], file)


def _rule(name: str, file: YamlFile, reader: Reader) -> ex.ResourceRule | None:
    place = Place(file, (), ROOT_SCOPE)
    if not _has_keys(file, ("resource", "content"), _RULE_KEYS, reader):
        return None
    data: dict[str, Any] = file.data
    head = reader.each(data["each"], place.child("each")) if "each" in data else None
    inner = Place(file, (), head[2].scope) if head else place
    content = reader.read(data["content"], inner.child("content"))
    if not isinstance(content, ex.Element):
        reader.report("bad-content", "the elements of the resource are wanted here", place.child("content"))
        return None
    return ex.ResourceRule(
        name=name,
        resource=str(data["resource"]),
        each=head[:2] if head else None,
        key=reader.path(data["key"], inner.child("key")) if "key" in data else None,
        tests=reader.tests(data["when"], inner.child("when")) if "when" in data else (),
        id=reader.text(str(data["id"]), inner.child("id")) if "id" in data else None,
        content=content,
        location=file.at("resource"),
    )


def _has_keys(file: YamlFile, needed: tuple[str, ...], allowed: tuple[str, ...], reader: Reader) -> bool:
    place = Place(file, (), ROOT_SCOPE)
    if not isinstance(file.data, dict):
        reader.report("bad-content", f"a mapping with {', '.join(needed)} is wanted", place)
        return False
    for key in file.data:
        if key not in allowed:
            reader.report("unknown-key", f"'{key}' is no key here; there are {', '.join(allowed)}", place.child(key))
    missing = [key for key in needed if key not in file.data]
    for key in missing:
        reader.report("missing-key", f"'{key}' is missing", place)
    return not missing
