"""Codes that a reader can look up: every coding says which system its code belongs to.

fhir-coding-system     a code without the system that defines it
fhir-coding-code       a display or system without a code says nothing that can be looked up
"""

from __future__ import annotations

from collections.abc import Container, Iterator

from pipeline.problems import Problem
from pipeline.validate.tree import Tree, problem_at


def check(tree: Tree) -> Iterator[Problem]:
    for coding, _, place in tree.nodes["Coding"]:
        if is_whole(coding):
            continue
        if "code" in coding:
            message = f"name the system that defines '{coding['code']}'"
            yield problem_at(place, "fhir-coding-system", message, "system", "warning")
        elif "_code" not in coding:
            message = "a coding without a code: use the concept's text instead"
            yield problem_at(place, "fhir-coding-code", message, "code", "warning")


def is_whole(names: Container[str]) -> bool:
    """Whether a coding with elements of these names has a code and its system."""
    return "code" in names and "system" in names
