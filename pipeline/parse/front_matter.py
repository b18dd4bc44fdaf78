"""The YAML block between `---` lines at the head of a page."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from pipeline.model.document import Source
from pipeline.problems import Location, Problem

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_BLOCK = re.compile(r"\ufeff?\s*---[ \t]*\r?\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.MULTILINE | re.DOTALL)
_OPENING = re.compile(r"\ufeff?\s*---[ \t]*\r?\n(?=[A-Za-z_][\w-]*[ \t]*:)")
_BYTE_ORDER_MARK = "\ufeff"
_FIRST_LINE = 2


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """Its keys and values as YAML gives them, and the offset where the page's own text begins."""

    values: Mapping[str, Any]
    end: int
    problems: tuple[Problem, ...] = ()


def read_front_matter(source: Source) -> FrontMatter:
    """Reads the block; a page with a broken one is still read.

    Problems: `parse-no-front-matter` (information), `parse-broken-front-matter` (warning).
    """
    block = _BLOCK.match(source.text)
    if block is None:
        return _without_block(source)
    try:
        values = yaml.load(block.group(1), Loader=_Loader)
    except (yaml.YAMLError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        line = _FIRST_LINE + (mark.line if mark else 0)
        reason = getattr(error, "problem", None) or "not valid YAML"
        return FrontMatter(
            {}, block.end(), (_broken(source, line, f"{reason}; the front matter is left out, mend it and run again"),)
        )
    if values is not None and not isinstance(values, dict):
        return FrontMatter(
            {}, block.end(), (_broken(source, _FIRST_LINE, "it holds no `key: value` lines and is left out"),)
        )
    return FrontMatter({str(key): value for key, value in (values or {}).items()}, block.end())


def _without_block(source: Source) -> FrontMatter:
    opening = _OPENING.match(source.text)
    if opening is not None:
        return FrontMatter(
            {}, opening.end(), (_broken(source, 1, "it opens with `---` but never closes; add the closing `---`"),)
        )
    message = "there is no front matter; the title is taken from the first heading"
    start = int(source.text.startswith(_BYTE_ORDER_MARK))
    return FrontMatter({}, start, (Problem("parse-no-front-matter", "information", message, Location(source.path, 1)),))


def _broken(source: Source, line: int, reason: str) -> Problem:
    return Problem("parse-broken-front-matter", "warning", f"front matter: {reason}", Location(source.path, line))
