"""`tables.yaml` read into frozen definitions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml

FILE = Path(__file__).parent / "tables.yaml"

Dtype = Literal["string", "Int64", "Float64", "boolean"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: `paths` in order of preference (the first that has a value), or the element whose places it holds."""

    name: str
    meaning: str
    paths: tuple[tuple[str, ...], ...] = ()
    spans: tuple[str, ...] = ()
    dtype: Dtype = "string"


@dataclass(frozen=True, slots=True)
class Definition:
    """A table: the resources that it is about (`resource`, and `type` if it names one), and how its rows are found."""

    name: str
    about: str
    resource: str
    type: str | None
    columns: tuple[Column, ...]
    each: tuple[tuple[str, str], ...] = ()


# What every table of facts begins with.
COMMON = (
    Column("bundle", "the bundle, as a path below the output folder (of NDJSON: with its line)"),
    Column("resource", "the resource, `Type/id`"),
)
CODES = Definition(
    "codes",
    "every code of a concept, with its reason",
    "",
    None,
    (
        *COMMON,
        Column("element", "the element that is coded, a FHIRPath without positions"),
        Column("text", "the concept in the monograph's words"),
        Column("system", "the code system"),
        Column("version", "its version"),
        Column("code", "the code"),
        Column("display", "the system's own name of it"),
        Column("justification", "why the words have the code"),
    ),
)
PROBLEMS = Definition(
    "problems",
    "what the run noticed, from problems.jsonl",
    "",
    None,
    (
        Column("monograph", "the monograph, as a path below its input folder"),
        Column("code", "the stable code (docs/problems.md)"),
        Column("severity", "error, warning, information"),
        Column("message", "the problem in words"),
        Column("path", "the file", (("location", "path"),)),
        Column("line", "its line", (("location", "line"),), dtype="Int64"),
        Column("column", "its column", (("location", "column"),), dtype="Int64"),
        Column("rule", "the mapping file that was applied", (("rule", "path"),)),
        Column("rule_line", "its line", (("rule", "line"),), dtype="Int64"),
        Column("resource", "the resource, `Type/id`"),
        Column("element", "the element, a FHIRPath"),
    ),
)


@cache
def definitions() -> tuple[Definition, ...]:
    """All tables, in order."""
    facts = (_definition(name, entry) for name, entry in yaml.safe_load(FILE.read_text(encoding="utf-8")).items())
    return (*facts, CODES, PROBLEMS)


def _definition(name: str, entry: Mapping[str, Any]) -> Definition:
    columns = (_column(column, described) for column, described in entry["columns"].items())
    each = tuple(entry.get("each", {}).items())
    return Definition(name, entry["about"], entry["of"]["resource"], entry["of"].get("type"), (*COMMON, *columns), each)


def _column(name: str, described: Mapping[str, Any]) -> Column:
    paths = tuple(tuple(path.strip().split(".")) for path in described.get("path", "").split("|") if path)
    spans = tuple(described["spans"].split(".")) if "spans" in described else ()
    return Column(name, described["meaning"], paths, spans, described.get("type", "string"))
