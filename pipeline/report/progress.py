"""A progress bar on a terminal; in a pipe only the lines that are said."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import click


@dataclass(frozen=True, slots=True)
class Progress:
    """`begin` says how many steps there are, `advance` counts one; `say` writes a line to standard error."""

    say: Callable[[str], None]
    begin: Callable[[int], None]
    advance: Callable[[], None]


@contextmanager
def progress(what: str, total: int | None = None) -> Iterator[Progress]:
    """`what` is done stands before the bar; without `total`, how much there is comes with `begin`."""
    if not sys.stderr.isatty():
        yield Progress(say=say, begin=lambda _: None, advance=lambda: None)
        return

    from rich.console import Console  # noqa: PLC0415 - a pipe need not wait for it
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn  # noqa: PLC0415
    from rich.progress import Progress as Bar  # noqa: PLC0415

    columns = TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=total)
        yield Progress(
            say=lambda line: bar.console.print(line, markup=False, highlight=False, soft_wrap=True),
            begin=lambda count: bar.update(task, total=count),
            advance=lambda: bar.advance(task),
        )


def say(line: str) -> None:
    click.echo(line, err=True)
