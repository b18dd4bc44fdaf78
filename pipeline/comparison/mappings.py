"""Reads monographs with two sets of mapping rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pipeline.comparison.facts import Change, compare
from pipeline.comparison.stated import Stated, stated
from pipeline.model.document import Source
from pipeline.problems import Problem, ProblemError
from pipeline.read import Input, read
from pipeline.rules import Rules
from pipeline.run import read_facts


@dataclass(frozen=True, slots=True)
class Compared:
    """One monograph: how many facts each reading has, and what differs. `problems` say why it could not be read."""

    path: str
    before: int = 0
    after: int = 0
    changes: tuple[Change, ...] = ()
    problems: tuple[Problem, ...] = ()


def compare_mappings(inputs: Iterable[Input], before: Rules, after: Rules) -> Iterator[Compared]:
    for item in inputs:
        try:
            source, _ = read(item)
        except ProblemError as error:
            yield Compared(item.shown, problems=error.problems)
            continue
        old, new = _facts(source, before), _facts(source, after)
        yield Compared(item.shown, len(old), len(new), compare(old, new))


def _facts(source: Source, rules: Rules) -> tuple[Stated, ...]:
    result = read_facts(source, rules)
    return stated(result.document, result.facts)
