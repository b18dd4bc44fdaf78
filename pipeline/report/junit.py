"""JUnit XML, which most CI servers show: a test case for each file checked, a failure for each error in it.

The form is that of the schema `junit-10.xsd` of Jenkins' xUnit plugin.
"""

from __future__ import annotations

from collections.abc import Mapping
from xml.etree import ElementTree

from pipeline.problems import Problem
from pipeline.report.text import for_markup, message, text_line


def junit(checked: Mapping[str, tuple[Problem, ...]]) -> str:
    """The problems of each file that was checked; warnings and information stand in `system-out` and fail nothing."""
    errors = {name: [problem for problem in problems if problem.is_error] for name, problems in checked.items()}
    counts = {"tests": str(len(checked)), "failures": str(sum(map(bool, errors.values()))), "errors": "0"}
    root = ElementTree.Element("testsuites", counts)
    suite = ElementTree.SubElement(root, "testsuite", {"name": "monofhir", **counts})
    for name, problems in checked.items():
        case = ElementTree.SubElement(suite, "testcase", classname="monofhir", name=for_markup(name))
        for problem in errors[name]:
            attributes = {"type": problem.code, "message": for_markup(message(problem))}
            ElementTree.SubElement(case, "failure", attributes).text = for_markup(text_line(problem))
        others = [for_markup(text_line(problem)) for problem in problems if not problem.is_error]
        if others:
            ElementTree.SubElement(case, "system-out").text = "\n".join(others)
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"
