"""Reads monographs with two sets of mapping rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pipeline.comparison.facts import Compared
from pipeline.comparison.stated import Stated, stated
from pipeline.model.document import Source
from pipeline.problems import ProblemError
from pipeline.read import Input, read
from pipeline.rules import Rules
from pipeline.run import read_facts


def compare_mappings(inputs: Iterable[Input], before: Rules, after: Rules) -> Iterator[Compared]:
    """Each monograph, read by both; one that cannot be read has its problems in place of facts."""
    for item in inputs:
        try:
            source, _ = read(item)
        except ProblemError as error:
            yield Compared(item.shown, problems=error.problems)
            continue
        yield Compared.of(item.shown, _facts(source, before), _facts(source, after))


def _facts(source: Source, rules: Rules) -> tuple[Stated, ...]:
    result = read_facts(source, rules)
    return stated(result.document, result.facts)
