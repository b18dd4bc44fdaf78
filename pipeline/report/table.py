"""Tables: drawn on a terminal, plain aligned columns in a pipe."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import TextIO

Cell = str | int | float


@dataclass(frozen=True, slots=True)
class Table:
    """Words and numbers under their heads; columns that hold only numbers are set to the right.

    A number that is not whole is a share in percent.
    """

    title: str
    heads: tuple[str, ...]
    rows: Sequence[Sequence[Cell]]

    def is_number(self, column: int) -> bool:
        return bool(self.rows) and all(isinstance(row[column], int | float) for row in self.rows)


def write_csv(table: Table, stream: TextIO) -> None:
    csv.writer(stream, lineterminator="\n").writerows([table.heads, *table.rows])


def write_table(table: Table, stream: TextIO) -> None:
    if stream.isatty():
        _draw(table, stream)
    else:
        stream.write(_plain(table))


def _draw(table: Table, stream: TextIO) -> None:
    from rich.console import Console  # noqa: PLC0415 - a pipe need not wait for it
    from rich.markup import escape  # noqa: PLC0415
    from rich.table import Table as Drawn  # noqa: PLC0415

    drawn = Drawn(title=escape(table.title), title_justify="left")
    for column, head in enumerate(table.heads):
        drawn.add_column(head, justify="right" if table.is_number(column) else "left", overflow="fold")
    for row in table.rows:
        drawn.add_row(*(escape(_text(cell)) for cell in row))
    Console(file=stream).print(drawn)


def _plain(table: Table) -> str:
    rows = [[_text(cell) for cell in row] for row in (table.heads, *table.rows)]
    widths = [max(map(len, column)) for column in zip_longest(*rows, fillvalue="")]
    numbers = [table.is_number(column) for column in range(len(table.heads))]
    lines = (
        "  ".join(
            cell.rjust(width) if number else cell.ljust(width)
            for cell, width, number in zip(row, widths, numbers, strict=True)
        )
        for row in rows
    )
    return "".join(f"{line.rstrip()}\n" for line in (table.title, *lines))


def _text(cell: Cell) -> str:
    if isinstance(cell, float):
        return f"{cell:.1f}"
    return f"{cell:,}" if isinstance(cell, int) else cell


FORMATS: Mapping[str, Callable[[Table, TextIO], None]] = {"text": write_table, "csv": write_csv}
