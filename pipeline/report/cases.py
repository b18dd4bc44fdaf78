"""Rules and the cases that prove them, as a table or as JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Protocol, TextIO

import orjson

from pipeline.problems import Location
from pipeline.report.table import Table, write_table


class Row(Protocol):
    """A rule and how many cases prove it."""

    @property
    def kind(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def cases(self) -> int: ...
    @property
    def location(self) -> Location: ...


def _table(rows: Sequence[Row], out: TextIO) -> None:
    """The rules without a case, then how many rules of how many have one."""
    bare = [(row.kind, row.name, str(row.location)) for row in rows if not row.cases]
    if bare:
        write_table(Table("Rules without a case", ("kind", "rule", "place"), bare), out)
    out.write(f"{len(rows) - len(bare):,} of {len(rows):,} rules have a case\n")


def _json(rows: Sequence[Row], out: TextIO) -> None:
    listed = [
        {"kind": row.kind, "rule": row.name, "cases": row.cases, "file": row.location.path, "line": row.location.line}
        for row in rows
    ]
    report = {"rules": len(rows), "with_case": sum(bool(row.cases) for row in rows), "rows": listed}
    out.write(orjson.dumps(report, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE).decode())


FORMATS: Mapping[str, Callable[[Sequence[Row], TextIO], None]] = {"text": _table, "json": _json}


def write_coverage(rows: Iterable[Row], form: str, out: TextIO) -> None:
    FORMATS[form](tuple(rows), out)
