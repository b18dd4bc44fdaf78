"""Applies the mapping rules: the facts of one monograph -> FHIR resources."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from pipeline.mapper.compile import IDS, Build, Compiler, Environment, Holds, compile_tests, raw_path
from pipeline.mapper.identify import resource_id
from pipeline.mapper.regimen import is_lawful
from pipeline.mapper.view import monograph_of, source_file
from pipeline.model.document import Document, Span
from pipeline.model.fact import Dosage, Fact
from pipeline.model.monograph import MappingOptions, Software
from pipeline.model.resource import Resource
from pipeline.problems import Location, Problem
from pipeline.rules import Rules
from pipeline.rules.expression import ResourceRule

Options = MappingOptions
DEFAULT_OPTIONS = MappingOptions()

Mapped = tuple[tuple[Resource, ...], tuple[Problem, ...]]


@dataclass(frozen=True, slots=True)
class CompiledRule:
    rule: ResourceRule
    items: Build | None
    key: Build | None
    applies: Holds
    name: Build | None
    content: Build


def map_facts(document: Document, facts: Iterable[Fact], rules: Rules, options: Options = DEFAULT_OPTIONS) -> Mapped:
    """The resources of one monograph, in the order of the rules and of the facts.

    Problems: `mapping-dosage-as-text` (information) where a dosage that was read has no lawful FHIR structure.
    """
    facts = tuple(facts)
    compiled = _compiled(rules)
    ids: dict[tuple[str, Any], str] = {}
    environment: Environment = {
        "monograph": monograph_of(document, facts, options),
        "source": source_file(document.source, options),
        "options": options,
        "software": _software(),
        IDS: ids,
    }
    named = _name(compiled, environment, ids)
    resources = tuple(_build(rule, item, identifier, environment) for rule, item, identifier in named)
    return resources, _problems(document, facts)


@lru_cache(maxsize=4)
def _compiled(rules: Rules) -> tuple[CompiledRule, ...]:
    compiler = Compiler(rules.lexicon)
    return tuple(
        CompiledRule(
            rule,
            raw_path(rule.each[1]) if rule.each else None,
            raw_path(rule.key) if rule.key else None,
            compile_tests(rule.tests),
            compiler.compile(rule.id) if rule.id else None,
            compiler.compile(rule.content),
        )
        for rule in rules.resources
    )


Named = tuple[CompiledRule, Any, str]


def _name(compiled: Iterable[CompiledRule], environment: Environment, ids: dict[tuple[str, Any], str]) -> list[Named]:
    """Gives every resource its id before any is built, so that each can refer to every other."""
    taken: dict[str, set[str]] = {}
    named: list[Named] = []
    for rule in compiled:
        for item in rule.items(environment) if rule.items else (None,):
            key = _enter(rule, item, environment)
            if (rule.rule.name, key) in ids or not rule.applies(environment):
                continue
            of_type = taken.setdefault(rule.rule.resource, set())
            name = rule.name(environment) if rule.name else None
            identifier = resource_id(environment["monograph"].slug, name, of_type)
            of_type.add(identifier)
            ids[rule.rule.name, key] = f"{rule.rule.resource}/{identifier}"
            named.append((rule, item, identifier))
    return named


def _enter(rule: CompiledRule, item: Any, environment: Environment) -> Any:
    """Puts the item under its name; gives the key that references name it by."""
    if rule.rule.each:
        environment[rule.rule.each[0]] = item
    return rule.key(environment) if rule.key else item


def _build(rule: CompiledRule, item: Any, identifier: str, environment: Environment) -> Resource:
    _enter(rule, item, environment)
    environment["id"] = identifier
    content = {"resourceType": rule.rule.resource, "id": identifier, **(rule.content(environment) or {})}
    evidence = getattr(item, "evidence", ())
    return Resource(content, rule.rule.location, evidence[0].span if evidence else None)


def _problems(document: Document, facts: Iterable[Fact]) -> tuple[Problem, ...]:
    return tuple(
        Problem(
            "mapping-dosage-as-text",
            "information",
            f"this dosage has no lawful FHIR structure and stays text: {fact.instruction.text}",
            _location(document, fact.instruction.span),
        )
        for fact in facts
        if isinstance(fact, Dosage) and fact.instruction.complete and not is_lawful(fact.instruction)
    )


def _location(document: Document, span: Span) -> Location:
    before = document.source.text[: span.start]
    return Location(document.source.path, before.count("\n") + 1, len(before) - before.rfind("\n"))


@cache
def _software() -> Software:
    try:
        return Software("monofhir", version("monofhir"))
    except PackageNotFoundError:
        return Software("monofhir", "unknown")
