"""Runs the cases of mapping files through the whole pipeline: does each text become what its case expects?"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.cases.compare import difference, holds
from pipeline.deliver.encode import encode
from pipeline.model.coding import Codes
from pipeline.model.document import Source
from pipeline.problems import Problem
from pipeline.rules import Rules
from pipeline.rules.cases import Case
from pipeline.run import convert

DRUG = "Examplamide"
# A text from which no fact is to be read gives a page without facts.
_EXPECTED_OF_NOTHING = frozenset({"no-facts", "no-monograph-content"})


@dataclass(frozen=True, slots=True)
class Tried:
    """A case with what was made of its text; `problems` are the errors of the run."""

    case: Case
    made: tuple[Any, ...]
    problems: tuple[Problem, ...] = ()

    @property
    def holds(self) -> bool:
        return not self.problems and holds(self.made, self.case.expect)

    def difference(self) -> str:
        """A unified diff from what is expected to what was made."""
        return difference(self.case.expect, self.made)


def try_cases(cases: Iterable[Case], rules: Rules, codes: Codes | None) -> Iterator[Tried]:
    """What is made of the text of each case. Without `codes` words stay without codes."""
    for case in cases:
        text = page(case, rules)
        result = convert(Source("case.md", text.encode(), text), rules, codes=codes)
        resources = [resource.content for resource in result.resources if Path(resource.rule.path).stem == case.rule]
        made = tuple(part for resource in resources for part in _parts(_as_json(resource), case.elements))
        errors = (one for one in result.problems if one.is_error and one.code not in _EXPECTED_OF_NOTHING)
        yield Tried(case, made, tuple(errors))


def page(case: Case, rules: Rules) -> str:
    """The text of a case as a monograph."""
    if case.section is None:
        return case.text
    heading = next(heading for heading, key in rules.sections.headings.items() if key == case.section)
    return f"# {DRUG}\n\n## {heading.capitalize()}\n\n{case.text}\n"


def _parts(value: Any, elements: tuple[str, ...]) -> Iterator[Any]:
    """What stands at the end of a path of elements, lists on the way gone through one by one."""
    if isinstance(value, list):
        for item in value:
            yield from _parts(item, elements)
    elif not elements:
        yield value
    elif isinstance(value, dict) and elements[0] in value:
        yield from _parts(value[elements[0]], elements[1:])


def _as_json(resource: dict[str, Any]) -> Any:
    return json.loads(encode(resource))
