"""One page for people, whole in itself: the problems by resource and rule, and what each rule means."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from pathlib import Path

from pipeline.problems import SEVERITIES, Problem
from pipeline.report.markup import Node, document, node, table
from pipeline.report.rules import examples_of
from pipeline.validate.catalogue import Rule, catalogue

_STYLE = Path(__file__).parent / "assets" / "problems.css"


def html(checked: Mapping[str, tuple[Problem, ...]]) -> str:
    problems = [problem for found in checked.values() for problem in found]
    codes = sorted({problem.code for problem in problems}, key=lambda code: (code not in catalogue(), code))
    main = [_by_rule(problems, codes), *_by_file(checked), *_meanings(codes)] if problems else []
    header = node("header", node("h1", "Problems"), node("p", _summary(checked, problems)))
    return document("monofhir: problems", _STYLE.read_text(encoding="utf-8"), header, node("main", *main))


def _summary(checked: Mapping[str, tuple[Problem, ...]], problems: list[Problem]) -> str:
    counts = Counter(str(problem.severity) for problem in problems)
    found = ", ".join(f"{severity}: {counts[severity]:,}" for severity in SEVERITIES)
    return f"Checked: {len(checked):,}, with problems: {sum(map(bool, checked.values())):,}. By severity: {found}."


def _by_rule(problems: list[Problem], codes: list[str]) -> Node:
    counts = Counter((problem.code, problem.severity) for problem in problems)
    rows = [
        node(
            "tr",
            node("th", _code(code), scope="row"),
            _severity(severity),
            node("td", _title(code)),
            node("td", f"{n:,}"),
        )
        for code in codes
        for (name, severity), n in sorted(counts.items())
        if name == code
    ]
    return node(
        "section",
        node("h2", "By rule"),
        table("Every rule that was broken", ("Rule", "Severity", "What it says", "Times"), node("tbody", *rows)),
    )


def _by_file(checked: Mapping[str, tuple[Problem, ...]]) -> Iterator[Node]:
    yield node("h2", "By resource")
    for name, problems in checked.items():
        if problems:
            yield node("section", node("h3", name), *_by_resource(problems))


def _by_resource(problems: Iterable[Problem]) -> Iterator[Node]:
    """A table a resource, in which each rule is a group of rows."""
    ordered = sorted(problems, key=lambda problem: (problem.resource or "", problem.code))
    heads = ("Rule", "Severity", "Element", "What is wrong", "Where", "Made by")
    for resource, group in groupby(ordered, key=lambda problem: problem.resource):
        bodies = [_rows(code, list(found)) for code, found in groupby(group, key=lambda problem: problem.code)]
        yield table(resource or "The file", heads, *bodies)


def _rows(code: str, problems: list[Problem]) -> Node:
    rows = [node("tr", *_cells(problem)) for problem in problems]
    rows[0].insert(0, node("th", _code(code), scope="rowgroup", rowspan=str(len(rows))))
    return node("tbody", *rows)


def _cells(problem: Problem) -> Iterator[Node]:
    yield _severity(problem.severity)
    yield node("td", node("code", problem.element or ""))
    yield node("td", problem.message)
    yield node("td", str(problem.location or ""))
    yield node("td", str(problem.rule or ""))


def _meanings(codes: Iterable[str]) -> Iterator[Node]:
    rules = [catalogue()[code] for code in codes if code in catalogue()]
    if rules:
        yield node("h2", "What the rules mean")
    for rule in rules:
        yield node("section", *_meaning(rule))


def _meaning(rule: Rule) -> Iterator[Node]:
    yield node("h3", f"{rule.code}: {rule.title}", id=rule.code)
    yield node("p", rule.meaning)
    yield node("p", node("strong", "What to do: "), rule.action)
    yield node("p", node("strong", "Source: "), rule.source)
    for title, example in examples_of(rule):
        yield node("h4", title)
        yield node("pre", node("code", example), tabindex="0")


def _code(code: str) -> Node:
    """A rule's code, leading to what it means where the catalogue has it."""
    return node("a", code, href=f"#{code}") if code in catalogue() else node("code", code)


def _severity(severity: str) -> Node:
    return node("td", severity, class_=severity)


def _title(code: str) -> str:
    return catalogue()[code].title if code in catalogue() else ""
