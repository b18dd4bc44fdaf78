"""What makes two problems of two runs the same one, whatever line they stand on now."""

from __future__ import annotations

import re
from hashlib import sha256

from pipeline.problems import Problem
from pipeline.triage.places import path_of

_INDEX = re.compile(r"\[\d+\]")
_FIGURE = re.compile(r"\d+")


def element_of(problem: Problem) -> str:
    """The element, whatever positions it and those above it have in their lists."""
    return _INDEX.sub("", problem.element or "")


def fingerprint(problem: Problem, checked: str) -> str:
    """16 hexadecimal digits from code, file, resource and element.

    Lines, columns and the positions in lists are left out, since they move when something else is added. A problem
    without an element is told from others of its code by its message, but for the figures in it. `checked` is the
    file where the problem names none.
    """
    element = element_of(problem)
    words = "" if element else _FIGURE.sub("#", problem.message)
    parts = (problem.code, path_of(problem, checked), problem.resource or "", element, words)
    return sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]
