"""A problem as one line, in the form that editors and compilers share."""

from __future__ import annotations

import re

from pipeline.problems import Problem

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]+")
# https://www.w3.org/TR/xml/#charsets
_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def text_line(problem: Problem) -> str:
    """`file:line: severity: message [code] (resource element; mapping file:line)`, without control characters."""
    place = f"{problem.location}: " if problem.location else ""
    return _CONTROL.sub(" ", f"{place}{problem.severity}: {message(problem)} [{problem.code}]{made_by(problem)}")


def message(problem: Problem) -> str:
    """The message, opened by the resource and element that it is about."""
    about = " ".join(part for part in (problem.resource, problem.element) if part)
    return f"{about}: {problem.message}" if about else problem.message


def made_by(problem: Problem) -> str:
    """The line of the mapping file that made what is wrong, in brackets; empty where none did."""
    return f" (made by {problem.rule})" if problem.rule else ""


def for_markup(text: str) -> str:
    """The text without the characters that XML and HTML do not have."""
    return _NOT_XML.sub("\ufffd", text)
