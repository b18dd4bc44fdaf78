"""Workflow commands that annotate the lines of a pull request.

https://docs.github.com/actions/reference/workflow-commands-for-github-actions
"""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.problems import Problem
from pipeline.report.text import made_by, message

_COMMANDS = {"error": "error", "warning": "warning", "information": "notice"}


def github(checked: Mapping[str, tuple[Problem, ...]]) -> str:
    return "".join(_command(problem) for problems in checked.values() for problem in problems)


def _command(problem: Problem) -> str:
    place = problem.location
    values = {
        "file": place and place.path,
        "line": place and place.line,
        "col": place and place.column,
        "title": problem.code,
    }
    properties = ",".join(f"{name}={_property(str(value))}" for name, value in values.items() if value is not None)
    return f"::{_COMMANDS[problem.severity]} {properties}::{_data(message(problem) + made_by(problem))}\n"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
