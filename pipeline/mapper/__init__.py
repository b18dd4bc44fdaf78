"""Applies the mapping rules: the facts of one monograph -> FHIR resources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from pipeline.mapper.compile import AMBIGUOUS, CODES, IDS
from pipeline.mapper.compiled import CompiledRule, compiled, compiled_dosage
from pipeline.mapper.identify import resource_id
from pipeline.mapper.ids import Ids
from pipeline.mapper.paths import Environment
from pipeline.mapper.regimen import is_lawful, regimen_of
from pipeline.mapper.view import monograph_of, source_file
from pipeline.model.coding import Codes, Coding
from pipeline.model.document import Document, Span
from pipeline.model.dosage import DosageInstruction
from pipeline.model.fact import Dosage, Fact
from pipeline.model.monograph import MappingOptions, Software
from pipeline.model.resource import Resource
from pipeline.problems import Location, Problem
from pipeline.rules import Rules

Options = MappingOptions
DEFAULT_OPTIONS = MappingOptions()

Mapped = tuple[tuple[Resource, ...], tuple[Problem, ...]]
Named = tuple[CompiledRule, Any, str]


def map_facts(
    document: Document,
    facts: Iterable[Fact],
    rules: Rules,
    options: Options = DEFAULT_OPTIONS,
    codes: Codes | None = None,
) -> Mapped:
    """The resources of one monograph, in the order of the rules and of the facts; without `codes`, texts alone.

    Problems: `mapping-dosage-as-text` (information) where a dosage that was read has no lawful FHIR structure,
    `terminology-ambiguous` (information) where words lead to several codes and so get none.
    """
    facts = tuple(facts)
    environment: Environment = {
        "monograph": monograph_of(document, facts, options),
        "source": source_file(document.source, options),
        "options": options,
        "software": _software(),
        IDS: Ids(),
        CODES: codes,
        AMBIGUOUS: {},
    }
    named = list(_named(compiled(rules), environment))
    resources = tuple(_build(rule, item, identifier, environment) for rule, item, identifier in named)
    return resources, (*_problems(document, facts), *_ambiguous(document, environment[AMBIGUOUS]))


def map_dosage(instruction: DosageInstruction, rules: Rules, codes: Codes | None = None) -> dict[str, Any]:
    """The FHIR Dosage of an instruction that stands in no monograph; of one that is not understood, its text.

    Raises ProblemError where the mappings say nothing of a dosage.
    """
    dosage: dict[str, Any] = compiled_dosage(rules)(
        {"regimen": regimen_of(instruction), IDS: Ids(), CODES: codes, AMBIGUOUS: {}}
    )
    return dosage


def _named(rules: Iterable[CompiledRule], environment: Environment) -> Iterator[Named]:
    """Gives every resource its id before any is built, so that each can refer to every other.

    Facts that are alike in all make one resource.
    """
    ids: Ids = environment[IDS]
    taken: dict[str, set[str]] = {}
    for rule in rules:
        kind = rule.rule.resource
        of_kind = taken.setdefault(kind, set())
        for item in rule.each(environment):
            key = rule.enter(item, environment)
            if not rule.applies(environment) or (place := ids.claim(rule.rule.name, key)) is None:
                continue
            name = rule.name(environment) if rule.name else None
            identifier = resource_id(environment["monograph"].slug, name, of_kind)
            of_kind.add(identifier)
            ids.settle(place, f"{kind}/{identifier}")
            yield rule, item, identifier


def _build(rule: CompiledRule, item: Any, identifier: str, environment: Environment) -> Resource:
    rule.enter(item, environment)
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


def _ambiguous(document: Document, found: Mapping[str, tuple[Coding, ...]]) -> Iterator[Problem]:
    for text, codings in found.items():
        between = ", ".join(f"{coding.display} ({coding.code})" for coding in codings)
        message = f"no code for '{text}', which may mean {between}: decide it in mappings/codes"
        yield Problem("terminology-ambiguous", "information", message, Location(document.source.path))


def _location(document: Document, span: Span) -> Location:
    before = document.source.text[: span.start]
    return Location(document.source.path, before.count("\n") + 1, len(before) - before.rfind("\n"))


@cache
def _software() -> Software:
    try:
        return Software("monofhir", version("monofhir"))
    except PackageNotFoundError:
        return Software("monofhir", "unknown")
