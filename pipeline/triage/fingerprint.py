"""What makes two problems of two runs the same one, whatever line they stand on now."""

from __future__ import annotations

import re
from hashlib import sha256
from pathlib import PurePath

from pipeline.problems import Problem

_INDEX = re.compile(r"\[\d+\]")
_FIGURE = re.compile(r"\d+")


def fingerprint(problem: Problem, checked: str) -> str:
    """16 hexadecimal digits from code, file, resource and element.

    Lines, columns and the positions in lists are left out, since they move when something else is added. A problem
    without an element is told from others of its code by its message, but for the figures in it. `checked` is the
    file where the problem names none.
    """
    path = problem.location.path if problem.location else checked
    place = _INDEX.sub("", problem.element) if problem.element else _FIGURE.sub("#", problem.message)
    parts = (problem.code, PurePath(path).as_posix(), problem.resource or "", place)
    return sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]
