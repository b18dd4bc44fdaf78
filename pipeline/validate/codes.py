"""Codes against what is known of their systems; who calls this says what that is.

fhir-code-system     the system's address is written otherwise than its owner writes it
fhir-code-form       the code has not the form of its system, or its check digit is wrong
fhir-code-unknown    the embedded vocabulary of the system does not have the code
fhir-code-display    the embedded vocabulary calls it otherwise
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from pipeline.problems import Problem
from pipeline.validate.tree import Tree, problem_at


class Known(Protocol):
    """What is known of code systems."""

    def address(self, system: str) -> str | None:
        """The right address where this one is nearly one that is known; None otherwise."""

    def fault(self, system: str, code: str) -> str | None:
        """What is wrong with a code by itself; None where nothing is, or the system is not known."""

    def labels(self, system: str, code: str) -> tuple[str, ...] | None:
        """What the code is called, () for one that is not there; None where no vocabulary has the whole system."""


def check(tree: Tree, known: Known) -> Iterator[Problem]:
    for coding, _, place in tree.nodes["Coding"]:
        system, code, display = coding.get("system"), coding.get("code"), coding.get("display")
        if not isinstance(system, str) or not isinstance(code, str):
            continue
        right = known.address(system)
        if right is not None:
            yield problem_at(place, "fhir-code-system", f"write it '{right}'", "system", "warning")
        fault = known.fault(right or system, code)
        if fault is not None:
            yield problem_at(place, "fhir-code-form", fault, "code")
            continue
        labels = known.labels(right or system, code)
        if labels == ():
            message = f"'{code}' is not in the vocabulary that comes with monofhir: is it newer, or wrong?"
            yield problem_at(place, "fhir-code-unknown", message, "code", "warning")
        elif labels and isinstance(display, str) and display not in labels:
            message = f"the vocabulary calls '{code}' '{labels[0]}'"
            yield problem_at(place, "fhir-code-display", message, "display", "warning")
