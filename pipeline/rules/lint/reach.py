"""Rules and parts of rules that nothing ever reaches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

from pipeline.problems import Location, Problem
from pipeline.rules import expression as ex
from pipeline.rules.files import mappings_directory, yaml_files
from pipeline.rules.paths import ROOT_SCOPE, Scope, Scoped, item_type, resolve
from pipeline.rules.yaml_file import YamlFile

# The fragment of a Dosage that stands in no resource is used without a rule that names it.
_BY_ITSELF = frozenset({"dosage", "coding"})


def unreached(
    rules: Iterable[ex.ResourceRule], resources: Iterable[YamlFile], fragments: Iterable[YamlFile]
) -> Iterator[Problem]:
    """Conditions that never hold, what stands behind a value that is always there, and fragments that nothing uses."""
    for rule in rules:
        scope = dict(ROOT_SCOPE)
        if rule.each:
            scope = _with(scope, *rule.each)
        yield from _tests(rule.tests, scope, rule.location)
        yield from _below(rule.content, scope)
    fragments = list(fragments)
    used = {name for file in (*resources, *fragments) for name in _used(file.data)} | _BY_ITSELF
    for file in fragments:
        if Path(file.path).stem not in used:
            yield _problem("no rule uses this fragment", file.at())


def unread(lexicons: Mapping[str, YamlFile], rules: Iterable[ex.ResourceRule]) -> Iterator[Problem]:
    """Lexicons that neither the program asks, which asks those that come with it, nor a rule looks up."""
    asked = {path.stem for path in yaml_files(mappings_directory(), "lexicon")}
    asked |= {name for rule in rules for name in _looked_up(rule.content)}
    for name, file in lexicons.items():
        if name not in asked:
            yield _problem("nothing asks this lexicon: no program of ours, no $lookup of a resource", file.at())


def _looked_up(expression: ex.Expression) -> Iterator[str]:
    if isinstance(expression, ex.Lookup):
        yield expression.lexicon
    for part in _parts(expression):
        yield from _looked_up(part)


def _below(expression: ex.Expression, scope: Scope) -> Iterator[Problem]:
    if isinstance(expression, ex.When):
        yield from _tests(expression.tests, scope, expression.location)
    elif isinstance(expression, ex.Each):
        scope = _with(scope, expression.name, expression.items)
    elif isinstance(expression, ex.First):
        yield from _behind_a_literal(expression)
    for part in _parts(expression):
        yield from _below(part, scope)


def _parts(expression: ex.Expression) -> Iterator[ex.Expression]:
    if isinstance(expression, ex.Element):
        yield from (part for _, part, _ in expression.entries)
    elif isinstance(expression, ex.Listing):
        yield from expression.items
    elif isinstance(expression, ex.Join | ex.First):
        yield from expression.parts
    elif isinstance(expression, ex.Tag | ex.Narrative):
        yield from expression.children
    elif isinstance(expression, ex.Code | ex.Each):
        yield expression.body
    elif isinstance(expression, ex.When):
        yield expression.then


def _tests(tests: tuple[ex.Test, ...], scope: Scope, place: Location) -> Iterator[Problem]:
    """A value that the path never has; a path that is to be there and not."""
    wanted = {test.path.names for test in tests if not test.negated}
    for test in tests:
        known = _values(test.path, scope)
        for value in test.values:
            if known and isinstance(value, str) and value not in known:
                yield _problem(f"'{test.path}' is never '{value}'; it may be {', '.join(sorted(known))}", place)
        if test.negated and not test.values and test.path.names in wanted:
            yield _problem(f"'{test.path}' cannot be there and not there", place)


def _values(path: ex.Path, scope: Scope) -> frozenset[str]:
    """All values that a path may have, where its type names them."""
    kind = resolve(path.names, scope).type
    return frozenset(map(str, get_args(kind))) if get_origin(kind) is Literal else frozenset()


def _behind_a_literal(expression: ex.First) -> Iterator[Problem]:
    for part, other in zip(expression.parts, expression.parts[1:], strict=False):
        if isinstance(part, ex.Literal):
            yield _problem("what stands before it is always there", other.location)
            return


def _with(scope: Scope, name: str, path: ex.Path) -> dict[str, Scoped]:
    return {**scope, name: Scoped((name,), item_type(resolve(path.names, scope).type))}


def _used(data: Any) -> Iterator[str]:
    if isinstance(data, Mapping):
        if "$use" in data:
            yield str(data["$use"])
        data = list(data.values())
    if isinstance(data, list):
        for item in data:
            yield from _used(item)


def _problem(message: str, place: Location) -> Problem:
    return Problem("mappings-unreachable", "warning", message, place)
