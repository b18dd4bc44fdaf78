"""A progress bar on a terminal; in a pipe only the lines that are said."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import click


@dataclass(frozen=True, slots=True)
class Progress:
    """`say` writes a line to standard error, `advance` counts one monograph."""

    say: Callable[[str], None]
    advance: Callable[[], None]


@contextmanager
def progress(total: int) -> Iterator[Progress]:
    if not sys.stderr.isatty():
        yield Progress(say=say, advance=lambda: None)
        return

    from rich.console import Console  # noqa: PLC0415 - a pipe need not wait for it
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn  # noqa: PLC0415
    from rich.progress import Progress as Bar  # noqa: PLC0415

    columns = TextColumn("Converting"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=total)
        yield Progress(
            say=lambda line: bar.console.print(line, markup=False, highlight=False, soft_wrap=True),
            advance=lambda: bar.advance(task),
        )


def say(line: str) -> None:
    click.echo(line, err=True)
