"""The rules of validation for people: one as Markdown, all of them as a page (docs/rules.md)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from pipeline.validate.catalogue import Rule, about

WIDTH = 110

_HEAD = """# The rules of validation

Written by `python tools/write_rules.py` from `pipeline/validate/data/rules`; do not edit.
`monofhir validate --explain CODE` prints one of them. A test proves that each bad example gives its code.
"""


def page(rules: Iterable[Rule]) -> str:
    """All rules, layer by layer, under a table of contents."""
    layers = [(layer, list(group)) for layer, group in groupby(rules, key=lambda rule: rule.layer)]
    contents = "\n".join(f"- {layer}: {', '.join(_link(rule) for rule in group)}" for layer, group in layers)
    sections = "\n".join(f"## {layer}\n\n" + "\n".join(map(markdown, group)) for layer, group in layers)
    return f"{_HEAD}\n{contents}\n\n{sections}"


def markdown(rule: Rule) -> str:
    """What a rule means, what to do, who demands it, a bad and a good example."""
    return "\n".join(_paragraphs(rule))


def examples_of(rule: Rule) -> Iterator[tuple[str, str]]:
    """The bad and the good example, each with its title, as they would stand in a file."""
    of = f" ({about(rule.of)})" if rule.of else ""
    for title, example in (("Bad", rule.bad), ("Good", rule.good)):
        yield title + of, example.rstrip("\n") if isinstance(example, str) else compact_json(example)


def compact_json(value: Any, before: int = 0, indent: int = 0) -> str:
    """Indented JSON in which an object or list that fits on a line stands on one; `before` are the columns taken."""
    flat = json.dumps(value, ensure_ascii=False)
    if before + len(flat) <= WIDTH or not isinstance(value, dict | list) or not value:
        return flat
    inner = indent + 2
    if isinstance(value, list):
        items = [compact_json(item, inner, inner) for item in value]
    else:
        names = [f"{json.dumps(name, ensure_ascii=False)}: " for name in value]
        items = [
            name + compact_json(item, inner + len(name), inner)
            for name, item in zip(names, value.values(), strict=True)
        ]
    start, end = "[]" if isinstance(value, list) else "{}"
    return f"{start}\n" + ",\n".join(" " * inner + item for item in items) + f"\n{' ' * indent}{end}"


def _paragraphs(rule: Rule) -> Iterator[str]:
    yield f"### {rule.code}\n"
    yield f"**{rule.title}** ({rule.severity})\n"
    yield f"{rule.meaning}\n"
    yield f"What to do: {rule.action}\n"
    yield f"Source: {rule.source}\n"
    for title, example in examples_of(rule):
        yield f"{title}:\n\n```json\n{example}\n```\n"


def _link(rule: Rule) -> str:
    return f"[{rule.code}](#{rule.code})"
