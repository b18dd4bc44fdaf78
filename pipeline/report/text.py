"""A problem as one line, in the form that editors and compilers share."""

from __future__ import annotations

import re

from pipeline.problems import Problem

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]+")


def text_line(problem: Problem) -> str:
    """`file:line: severity: message [code] (resource element; mapping file:line)`, without control characters."""
    place = f"{problem.location}: " if problem.location else ""
    return _CONTROL.sub(" ", f"{place}{problem.severity}: {message(problem)} [{problem.code}]{_made_by(problem)}")


def message(problem: Problem) -> str:
    """The message, opened by the resource and element that it is about."""
    about = " ".join(part for part in (problem.resource, problem.element) if part)
    return f"{about}: {problem.message}" if about else problem.message


def _made_by(problem: Problem) -> str:
    return f" (made by {problem.rule})" if problem.rule else ""
