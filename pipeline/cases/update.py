"""Writes what cases expect anew, in the place where it stands: every other line and comment of the file is kept."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable
from itertools import groupby
from typing import Any

import yaml

from pipeline.cases import Tried
from pipeline.cases.compare import shaped
from pipeline.deliver.atomic import replacing

_TRAILING = re.compile(r"(?:\s|^[ \t]*#.*$)+\Z", re.MULTILINE)


class _Indented(yaml.SafeDumper):
    """Sets the items of a list in from its key, as mapping files have them."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, indentless=False)


def update(tried: Iterable[Tried]) -> tuple[str, ...]:
    """Makes the cases, which are in the order of their files, expect what was made. Names the files it changed."""
    changed = []
    for (path, shown), group in groupby(tried, key=lambda one: (one.case.path, one.case.file)):
        text = path.read_bytes().decode()
        _, listed = _entry(yaml.compose(text, Loader=yaml.SafeLoader), "cases")
        # From the last to the first, so that the marks of those before still fit.
        for one in sorted(group, key=lambda one: -one.case.index):
            text = _with(text, *_entry(listed.value[one.case.index], "expect"), one)
        with replacing(path) as stream:
            stream.write(text.encode())
        changed.append(shown)
    return tuple(changed)


def _with(text: str, key: Any, node: Any, tried: Tried) -> str:
    start, end = node.start_mark.index, node.end_mark.index
    end = start + len(_TRAILING.sub("", text[start:end]))
    made = shaped(tried.made, tried.case.expect)
    value = made[0] if len(made) == 1 and not isinstance(node, yaml.SequenceNode) else made
    written = _written(value, key, node)
    before = text[:start].rstrip(" ") if written.startswith("\n") else text[:start]
    return before + written + text[end:]


def _written(value: Any, key: Any, node: Any) -> str:
    """In the style of what stood there; what stood on the line of its key and was empty grows below it."""
    is_block = isinstance(value, dict | list) and value and not (node.flow_style and node.value)
    if not is_block:
        flow: str = yaml.safe_dump(value, default_flow_style=True, sort_keys=False, allow_unicode=True, width=10_000)
        return flow.removesuffix("...\n").rstrip()
    block = yaml.dump(value, Dumper=_Indented, sort_keys=False, allow_unicode=True, width=120).rstrip()
    if node.start_mark.line > key.start_mark.line:
        return textwrap.indent(block, " " * node.start_mark.column).lstrip()
    return "\n" + textwrap.indent(block, " " * (key.start_mark.column + 2))


def _entry(node: Any, key: str) -> tuple[Any, Any]:
    """The key and what stands behind it, as nodes."""
    name, value = next(pair for pair in node.value if pair[0].value == key)
    return name, value
