"""All problems as one JSON array; the fields are those of `Problem`."""

from __future__ import annotations

from collections.abc import Mapping

import orjson

from pipeline.problems import Problem


def json(checked: Mapping[str, tuple[Problem, ...]]) -> str:
    problems = [problem for found in checked.values() for problem in found]
    return orjson.dumps(problems, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE).decode()
