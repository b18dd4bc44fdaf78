"""Resource rules as functions, compiled once for all monographs of a run."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from pipeline.mapper.compile import Compiler, Holds, compile_tests
from pipeline.mapper.paths import Build, Environment, raw_path
from pipeline.problems import Problem, ProblemError
from pipeline.rules import Rules
from pipeline.rules.expression import ResourceRule


@dataclass(frozen=True, slots=True)
class CompiledRule:
    """One file of mappings/resources: which items it is made for, whether at all, how it is named, what is in it."""

    rule: ResourceRule
    items: Build | None
    key: Build | None
    applies: Holds
    name: Build | None
    content: Build

    def each(self, environment: Environment) -> tuple[Any, ...]:
        """The items that a resource is made for; None alone for a rule that makes one a monograph."""
        return (None,) if self.items is None else self.items(environment) or ()

    def enter(self, item: Any, environment: Environment) -> Any:
        """Puts the item under its name; gives what references name the resource by."""
        if self.rule.each:
            environment[self.rule.each[0]] = item
        return item if self.key is None else self.key(environment)


@lru_cache(maxsize=4)
def compiled(rules: Rules) -> tuple[CompiledRule, ...]:
    compiler = Compiler(rules.lexicon)
    return tuple(_compiled(rule, compiler) for rule in rules.resources)


@lru_cache(maxsize=4)
def compiled_dosage(rules: Rules) -> Build:
    """The Dosage of `$regimen` alone.

    Raises ProblemError where the mappings have no fragment for it.
    """
    if rules.dosage is None:
        message = "a dosage needs mappings/resources/r5/fragments/dosage.yaml, which takes [regimen]"
        raise ProblemError(Problem("mappings-missing", "error", message))
    return Compiler(rules.lexicon).compile(rules.dosage)


def _compiled(rule: ResourceRule, compiler: Compiler) -> CompiledRule:
    return CompiledRule(
        rule,
        items=raw_path(rule.each[1]) if rule.each else None,
        key=raw_path(rule.key) if rule.key else None,
        applies=compile_tests(rule.tests),
        name=compiler.compile(rule.id) if rule.id else None,
        content=compiler.compile(rule.content),
    )
