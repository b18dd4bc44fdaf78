"""The pipeline, in order, for one monograph. No other module knows the order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from pipeline.bundle import assemble
from pipeline.extract import extract
from pipeline.extract.dosage_text import confirm_facts
from pipeline.extract.no_content import reason_for_no_content
from pipeline.mapper import map_facts
from pipeline.model.coding import Codes
from pipeline.model.coverage import Coverage, Residue
from pipeline.model.document import Document, Source
from pipeline.model.fact import DrugClass, Fact, Identity
from pipeline.model.resource import Resource
from pipeline.options import Options
from pipeline.parse import parse
from pipeline.problems import Location, Problem
from pipeline.rules import Rules
from pipeline.terminology.in_document import InDocument
from pipeline.validate import CHECKS, STRICT, validate


@dataclass(frozen=True, slots=True)
class Result:
    """All that became of one monograph.

    `bundle` is None where the page holds nothing to convert; with errors among `problems` it is there but must not
    be delivered. `resources` are what it was assembled from. `residue` lists the sentences of fact-bearing sections
    that back no fact.
    """

    source: Source
    document: Document
    facts: tuple[Fact, ...] = ()
    residue: tuple[Residue, ...] = ()
    coverage: Coverage = field(default_factory=Coverage)
    resources: tuple[Resource, ...] = ()
    bundle: dict[str, Any] | None = None
    problems: tuple[Problem, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether there is a bundle and nothing wrong with it."""
        return self.bundle is not None and not any(problem.is_error for problem in self.problems)

    def after(self, problems: tuple[Problem, ...]) -> Result:
        """The same result with what was noticed before the conversion began."""
        return replace(self, problems=(*problems, *self.problems))


def convert(source: Source, rules: Rules, options: Options | None = None, codes: Codes | None = None) -> Result:
    """Read source -> document -> facts -> resources -> bundle -> checks. What is wrong comes back as problems.

    Without `codes` the resources say in words alone what they are about.
    """
    options = options or Options()
    result = read_facts(source, rules)
    document, facts, problems = result.document, result.facts, result.problems
    empty = _nothing_to_convert(document, facts, rules)
    if empty is not None:
        return replace(result, problems=(*problems, empty))
    meant = None if codes is None else InDocument.of(codes, (block.plain for block in document.blocks))
    resources, mapping_problems = map_facts(document, facts, rules, options.mapping, meant)
    bundle = assemble(resources, options.bundle_type)
    checks = _placed(validate(bundle, STRICT if options.strict else CHECKS), resources, document)
    return replace(result, resources=resources, bundle=bundle, problems=(*problems, *mapping_problems, *checks))


def read_facts(source: Source, rules: Rules) -> Result:
    """Read source -> document -> facts: the first half of `convert`, without resources and bundle."""
    document, problems = parse(source, rules)
    found, residue, coverage = extract(document, rules)
    facts, doubts = confirm_facts(document, found, rules)
    return Result(source, document, facts, residue, coverage, problems=(*problems, *doubts))


def _nothing_to_convert(document: Document, facts: Iterable[Fact], rules: Rules) -> Problem | None:
    """`no-monograph-content` for a page that says itself that it is none, `no-facts` for any other without facts."""
    if any(not isinstance(fact, Identity | DrugClass) for fact in facts):
        return None
    path = document.source.path
    reason = reason_for_no_content(document, rules)
    if reason is not None:
        message = f'the page is no monograph: "{reason.text}"; no bundle is made'
        return Problem("no-monograph-content", "warning", message, Location(path, reason.line))
    message = "no clinical fact was found, so no bundle is made; are its headings known (mappings/sections.yaml)?"
    return Problem("no-facts", "error", message, Location(path, 1))


def _placed(problems: Iterable[Problem], resources: Iterable[Resource], document: Document) -> tuple[Problem, ...]:
    """The problems of resources with the monograph's line and the mapping rule that they came from."""
    origins = {resource.reference: resource for resource in resources}
    return tuple(_place(problem, origins.get(problem.resource or ""), document) for problem in problems)


def _place(problem: Problem, origin: Resource | None, document: Document) -> Problem:
    path = document.source.path
    if origin is None:
        return replace(problem, location=problem.location or Location(path))
    line = document.source.text.count("\n", 0, origin.span.start) + 1 if origin.span else None
    return replace(problem, location=Location(path, line), rule=origin.rule)
