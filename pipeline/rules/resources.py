"""`mappings/resources/<release>/*.yaml` -> resource rules, one file a rule; fragments stand in a folder beside them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from pipeline.model.monograph import Regimen
from pipeline.problems import Problem
from pipeline.rules import expression as ex
from pipeline.rules.lexicon import Lexicon
from pipeline.rules.paths import ROOT_SCOPE, Scoped
from pipeline.rules.reader import Fragment, Known, Place, Reader
from pipeline.rules.verbs import VERBS
from pipeline.rules.yaml_file import YamlFile

_RULE_KEYS = ("resource", "each", "key", "when", "id", "content", "cases")
_FRAGMENT_KEYS = ("takes", "content")
_DOSAGE = "dosage"
_DOSAGE_SCOPE = {"regimen": Scoped(("regimen",), Regimen)}

# The rules, the fragment "dosage" by itself where there is one, and what is wrong.
Read = tuple[tuple[ex.ResourceRule, ...], ex.Expression | None, tuple[Problem, ...]]


def read_resources(
    rules: Iterable[YamlFile],
    fragments: Iterable[YamlFile],
    lexicons: Mapping[str, Lexicon],
    concepts: frozenset[str] = frozenset(),
) -> Read:
    """Every rule that could be read, in the order of the files, and everything that is wrong with them."""
    files = {Path(file.path).stem: file for file in rules}
    targets = {name: "each" in (file.data or {}) for name, file in files.items()}
    problems: list[Problem] = []
    known = {Path(file.path).stem: part for file in fragments if (part := _fragment(file, problems))}
    reader = Reader(Known(lexicons, known, targets, VERBS, concepts), problems)
    read = [_rule(name, file, reader) for name, file in files.items()]
    dosage = _dosage(known.get(_DOSAGE), reader)
    return tuple(rule for rule in read if rule is not None), dosage, tuple(dict.fromkeys(problems))


def _fragment(file: YamlFile, problems: list[Problem]) -> Fragment | None:
    if not _has_keys(file, ("content",), _FRAGMENT_KEYS, problems):
        return None
    return Fragment(tuple(file.data.get("takes") or ()), file.data["content"], file)


def _dosage(fragment: Fragment | None, reader: Reader) -> ex.Expression | None:
    """The content of a Dosage that stands in no resource; its only name is the regimen that the fragment takes."""
    if fragment is None or fragment.takes != tuple(_DOSAGE_SCOPE):
        return None
    return reader.read(fragment.content, Place(fragment.file, ("content",), _DOSAGE_SCOPE, (_DOSAGE,)))


def _rule(name: str, file: YamlFile, reader: Reader) -> ex.ResourceRule | None:
    place = Place(file, (), ROOT_SCOPE)
    if not _has_keys(file, ("resource", "content"), _RULE_KEYS, reader.problems):
        return None
    data: dict[str, Any] = file.data
    head = reader.each(data["each"], place.child("each")) if "each" in data else None
    inner = place.naming(head[0], head[2]) if head else place
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


def _has_keys(file: YamlFile, needed: tuple[str, ...], allowed: tuple[str, ...], problems: list[Problem]) -> bool:
    if not isinstance(file.data, dict):
        message = f"a mapping with {' and '.join(needed)} is wanted"
        problems.append(Problem("mappings-bad-content", "error", message, file.at()))
        return False
    for key in file.data:
        if key not in allowed:
            message = f"'{key}' is no key here; there are {', '.join(allowed)}"
            problems.append(Problem("mappings-unknown-key", "error", message, file.at(key)))
    missing = [key for key in needed if key not in file.data]
    problems.extend(Problem("mappings-missing-key", "error", f"'{key}' is missing", file.at()) for key in missing)
    return not missing
