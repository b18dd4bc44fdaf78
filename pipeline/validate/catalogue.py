"""What each problem of validation means, what to do about it, and an example of both: `data/rules/*.yaml`, by code."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from pipeline.problems import Severity
from pipeline.validate.definitions import DATA, Release

FOLDER = DATA / "rules"
CONTEXTS = "contexts.yaml"

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

# A resource or fragment of one, or the text of a file that is no such thing.
Example = dict[str, Any] | str


@dataclass(frozen=True, slots=True)
class Rule:
    """One code.

    issue     the code of FHIR's value set issue-type that says what kind of problem it is
    source    the specification that demands it, with its address
    of        what an example is a fragment of (a key of the contexts); None where it stands alone
    beside    codes that the bad example gives as well, where one mistake breaks several rules
    text      the source that the examples are compared with, where the rule is about one
    release   the FHIR release of the examples
    """

    code: str
    layer: str
    severity: Severity
    issue: str
    title: str
    meaning: str
    action: str
    source: str
    bad: Example
    good: Example
    of: str | None = None
    beside: tuple[str, ...] = ()
    text: str | None = None
    release: Release = "r5"


@cache
def catalogue() -> Mapping[str, Rule]:
    """The rules in the order of layers and codes."""
    rules: dict[str, Rule] = {}
    for path in sorted(FOLDER.glob("*.yaml")):
        if path.name != CONTEXTS:
            file = _read(path)
            for code, rule in file["rules"].items():
                beside = tuple(rule.get("beside", ()))
                rules[code] = Rule(**{**rule, "code": code, "layer": file["layer"], "beside": beside})
    return rules


def about(of: str) -> str:
    """What a fragment is a fragment of, in words."""
    return f"{of} {_contexts()[of].get('about', '')}".strip()


def placed(rule: Rule, example: Example) -> Example:
    """The example as a whole: a fragment stands at its place in a resource that is right but for it."""
    if rule.of is None:
        return example
    context = _contexts()[rule.of]
    root = deepcopy(context["resource"])
    above, steps = root, [int(step) if step.isdecimal() else step for step in context["at"].split(".")]
    for step in steps[:-1]:
        above = above[step]
    above[steps[-1]] = example
    return root  # type: ignore[no-any-return]


@cache
def _contexts() -> Mapping[str, Any]:
    return _read(FOLDER / CONTEXTS)["contexts"]  # type: ignore[no-any-return]


def _read(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)
