"""JUnit XML, which most CI servers show: a test case for each file checked, a failure for each error in it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.etree import ElementTree

from pipeline.problems import Problem
from pipeline.report.text import message, text_line

# https://www.w3.org/TR/xml/#charsets
_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit(checked: Mapping[str, tuple[Problem, ...]]) -> str:
    errors = {name: [problem for problem in problems if problem.is_error] for name, problems in checked.items()}
    counts = {"tests": str(len(checked)), "failures": str(sum(map(bool, errors.values())))}
    root = ElementTree.Element("testsuites", counts)
    suite = ElementTree.SubElement(root, "testsuite", {"name": "monofhir", **counts})
    for name, problems in checked.items():
        case = ElementTree.SubElement(suite, "testcase", classname="monofhir", name=_clean(name))
        for problem in errors[name]:
            failure = ElementTree.SubElement(case, "failure", type=problem.code, message=_clean(message(problem)))
            failure.text = _clean(text_line(problem))
        others = [_clean(text_line(problem)) for problem in problems if not problem.is_error]
        if others:
            ElementTree.SubElement(case, "system-out").text = "\n".join(others)
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def _clean(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)
