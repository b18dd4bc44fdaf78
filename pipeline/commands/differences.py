"""What the commands share that compare facts."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator

import click

from pipeline.comparison.facts import Compared
from pipeline.report import Reporter, Verdict
from pipeline.report.comparison import FORMS, write
from pipeline.report.progress import say

differences_format_option = click.option(
    "--format", "form", type=click.Choice(FORMS), default="text", show_default=True
)


def report_differences(compared: Iterable[Compared], form: str) -> Verdict:
    """Writes them as they come, problems of single monographs to standard error. A difference counts as a problem."""
    reporter = Reporter("text", sys.stdout, say)
    total = write(form, _reported(compared, reporter), sys.stdout)
    return Verdict.PROBLEMS if total.differing else reporter.verdict


def _reported(compared: Iterable[Compared], reporter: Reporter) -> Iterator[Compared]:
    for one in compared:
        reporter.add(one.path, one.problems)
        yield one
