"""The options with which a check becomes a gate for CI: what makes it fail, what is ignored, what was known before."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import click

from pipeline.commands.options import problems_format
from pipeline.problems import Severity
from pipeline.report import Reporter
from pipeline.report.progress import say
from pipeline.triage import Policy, Sieve
from pipeline.triage.baseline import Record, read_known
from pipeline.triage.ignore import read_ignored

FILE = click.Path(dir_okay=False, path_type=Path)

_OPTIONS = (
    problems_format("--format", "--problems-format"),
    click.option(
        "--fail-on",
        type=click.Choice(["error", "warning"]),
        default="error",
        show_default=True,
        help="End with exit code 1 if there is such a problem, or a worse one.",
    ),
    click.option(
        "--ignore",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        metavar="FILE",
        help="Leave out what this YAML file accepts, entry by entry with a reason and a last day.",
    ),
    click.option("--baseline", type=FILE, metavar="FILE", help="Leave out what this file lists as known."),
    click.option("--write-baseline", is_flag=True, help="Write what is found to the --baseline file instead."),
)


@dataclass(frozen=True, slots=True)
class Gate:
    """What the options say."""

    problems_format: str
    fail_on: Severity
    ignore: Path | None
    baseline: Path | None
    write_baseline: bool

    def reporter(self, *, verbose: bool = False) -> Reporter:
        """Raises UsageError or, for an ignore file or baseline that is not right, ProblemError."""
        policy = Policy(self.fail_on, tuple(self._sieves()))
        return Reporter(self.problems_format, sys.stdout, say, verbose=verbose, policy=policy)

    def _sieves(self) -> Iterator[Sieve]:
        """What is ignored never comes into a baseline."""
        if self.ignore:
            yield read_ignored(self.ignore, date.today())
        if self.write_baseline:
            if self.baseline is None:
                raise click.UsageError("--write-baseline needs --baseline FILE, the file to write")
            yield Record(self.baseline)
        elif self.baseline:
            if not self.baseline.exists():
                raise click.UsageError(f"there is no '{self.baseline}'; --write-baseline makes it")
            yield read_known(self.baseline)


def gate_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds the options; the command takes them as `**gate` for `Gate`."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command
