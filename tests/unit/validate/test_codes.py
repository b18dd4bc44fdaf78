"""No code without its rule: what the source of the layers can give is read off it, and stands in the catalogue.

That no rule is without its code is proved by its bad example, in test_catalogue.py.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import pipeline.validate
from pipeline.validate import bundle_types, structure
from pipeline.validate.catalogue import catalogue
from pipeline.validate.invariants import INVARIANTS

LAYERS = sorted(Path(pipeline.validate.__file__).parent.rglob("*.py"))
CODE = re.compile(r"(?:fhir|trace)-[a-z]+(?:-[a-z0-9]+)*")
PREFIX = re.compile(r"(?:fhir|trace)-(?:[a-z]+-)*")

# Endings that are no words at the place where a code is put together, and where they come from.
COMPUTED = {
    "fhir-structure-": {*(ending for ending, _ in structure._FAULTS.values()), "invalid-value"},
    "fhir-invariant-": {invariant.key for listed in INVARIANTS.values() for invariant in listed},
    "fhir-bundle-": {what for what, _ in bundle_types.OPENED_BY.values()},
    "fhir-attachment-": {"size", "hash"},
    "trace-": {"size", "hash"},  # as attachments.differences names them
}


def codes_in(path: Path) -> Iterator[str]:
    """The codes that stand whole in a module, and those that it puts together."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and CODE.fullmatch(node.value):
            yield node.value
        elif isinstance(node, ast.FunctionDef):
            for prefix, name in put_together(node):
                words = list(words_for(tree, node, name))
                assert None not in words or prefix in COMPUTED, f"{path.name}: say in COMPUTED how {prefix}... may end"
                yield from (prefix + word for word in {*words, *COMPUTED.get(prefix, ())} if word)


def put_together(function: ast.FunctionDef) -> Iterator[tuple[str, str]]:
    """`f"fhir-bundle-{what}"` -> ("fhir-bundle-", "what")."""
    for node in ast.walk(function):
        match node:
            case ast.JoinedStr(values=[ast.Constant(value=str(start)), ast.FormattedValue(value=value)]):
                if PREFIX.fullmatch(start):
                    yield start, ast.unparse(value)


def words_for(tree: ast.Module, function: ast.FunctionDef, name: str) -> Iterator[str | None]:
    """What callers in the module give for the parameter; None where that is no word, or where it is no parameter."""
    parameters = [argument.arg for argument in function.args.args if argument.arg != "self"]
    if name not in parameters:
        yield None
        return
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id=called) | ast.Attribute(attr=called)) if called == function.name:
                given = node.args[parameters.index(name)]
                yield given.value if isinstance(given, ast.Constant) else None


@pytest.mark.parametrize("path", LAYERS, ids=lambda path: path.stem)
def test_every_code_that_a_layer_can_give_is_in_the_catalogue(path: Path) -> None:
    assert set(codes_in(path)) - catalogue().keys() == set()


@pytest.mark.parametrize("path", LAYERS, ids=lambda path: path.stem)
def test_every_code_at_the_head_of_a_layer_is_in_the_catalogue(path: Path) -> None:
    head = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    listed = re.findall(r"^((?:fhir|trace)-[a-z0-9-]+)\s{2,}", head, re.MULTILINE)
    assert set(listed) - catalogue().keys() == set()


def test_the_search_finds_what_is_put_together() -> None:
    found = {code for path in LAYERS for code in codes_in(path)}
    assert {
        "fhir-bundle-duplicate",
        "fhir-narrative-empty",
        "trace-words",
        "fhir-json-depth",
        "fhir-unit-unknown",
    } <= found
    assert found == catalogue().keys()
