"""`monofhir inspect`: what is read in one monograph."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from pipeline.commands.options import FileOrUrl, encoding_option, mappings_option
from pipeline.model.outcome import Outcome
from pipeline.problems import Problem, ProblemError
from pipeline.read import Input, discover, read
from pipeline.report import Reporter, Verdict
from pipeline.report.inspection import fact_table, section_table
from pipeline.report.progress import say
from pipeline.report.table import write_table
from pipeline.rules import load
from pipeline.run import convert

EXAMPLES = """\b
Examples:
  monofhir inspect input/warfarin.md
  monofhir inspect - < warfarin.md
"""


@click.command(epilog=EXAMPLES)
@click.argument("file", type=FileOrUrl(exists=True, dir_okay=False, readable=False, allow_dash=True))
@encoding_option
@mappings_option
def inspect(file: str, encoding: str | None, mappings: Path | None) -> Verdict:
    """Show what is read in a monograph.

    The sections and facts of FILE (or - for standard input) with their lines, and what is wrong with it. Nothing is
    written.
    """
    rules = load(mappings)
    (item,) = discover([file])
    try:
        source, problems = read(item, encoding=encoding)
    except ProblemError as error:
        return _report(item, error.problems)
    conversion = convert(source, rules)
    write_table(section_table(conversion.document), sys.stdout)
    write_table(fact_table(conversion.document, conversion.facts), sys.stdout)
    return _report(item, (*problems, *conversion.problems))


def _report(item: Input, problems: tuple[Problem, ...]) -> Verdict:
    reporter = Reporter("text", sys.stdout, say, verbose=True)
    reporter.add(item.shown, Outcome(item.path, item.shown, problems).shown_problems())
    return reporter.verdict
