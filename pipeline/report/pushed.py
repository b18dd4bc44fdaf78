"""What a push did, or would do, in a table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TextIO

from pipeline.report.table import Cell, Table, write_table

PLANNED = ("create", "update", "unchanged", "retire")
DONE = ("created", "updated", "unchanged", "retired", "rejected")


def write_pushed(counts: Mapping[tuple[str, str], int], stream: TextIO, *, dry_run: bool) -> None:
    """`counts`: how many resources, by (type, one of the columns)."""
    columns = PLANNED if dry_run else DONE
    types = sorted({name for name, _ in counts})
    rows: list[list[Cell]] = [[name, *(counts.get((name, column), 0) for column in columns)] for name in types]
    rows.append(["all", *(sum(counts.get((name, column), 0) for name in types) for column in columns)])
    write_table(Table("Would do" if dry_run else "Done", ("type", *columns), rows), stream)
