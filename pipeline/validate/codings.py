"""Codes that a reader can look up: every coding says which system its code belongs to.

fhir-coding-system     a code without the system that defines it
fhir-coding-code       a display or system without a code says nothing that can be looked up
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.problems import Problem
from pipeline.validate.tree import Tree


def check(tree: Tree) -> Iterator[Problem]:
    for node in tree.nodes["Coding"]:
        if "code" in node.value and "system" not in node.value:
            yield node.problem("fhir-coding-system", f"name the system that defines '{node.value['code']}'", "system")
        elif "code" not in node.value and "_code" not in node.value:
            yield node.problem("fhir-coding-code", "a coding without a code: use the concept's text instead", "code")
