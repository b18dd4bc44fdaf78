"""`monofhir coverage`: how much of a run was understood?"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from pipeline.commands.options import STORED, mappings_option
from pipeline.deliver.stored_records import stored_counts, stored_filler, stored_residue
from pipeline.extract.narrative import without_openings
from pipeline.model.coverage import Counts
from pipeline.problems import Location, Problem
from pipeline.report import Reporter, Verdict
from pipeline.report.coverage import FORMATS, by_group, by_section, share, total, totals_line
from pipeline.report.patterns import pattern_of
from pipeline.report.progress import say
from pipeline.report.table import Table, write_table
from pipeline.rules import load
from pipeline.storage.folders import Folder

EXAMPLES = """\b
Examples:
  monofhir coverage output
  monofhir coverage output --fail-under 90
  monofhir coverage output --by pattern --top 50
  monofhir coverage output --by rule --format csv > filler.csv
"""


@click.command(epilog=EXAMPLES)
@click.argument("output", type=STORED)
@click.option("--fail-under", type=click.FloatRange(0, 100), metavar="PERCENT", help="Exit with 1 below this share.")
@click.option(
    "--by",
    type=click.Choice(["section", "rule", "pattern"]),
    default="section",
    show_default=True,
    help="All sentences by section, filler by the rule that kept it, or residue by the words that it opens with.",
)
@click.option("--top", type=click.IntRange(min=1), default=20, show_default=True, help="How many rules or patterns.")
@click.option("--format", "form", type=click.Choice(list(FORMATS)), default="text", show_default=True)
@mappings_option
def coverage(  # noqa: PLR0913, PLR0917 - one parameter an option
    output: Folder, fail_under: float | None, by: str, top: int, form: str, mappings: Path | None
) -> Verdict:
    """Show how much of a run was understood.

    Of the sentences of the fact-bearing sections that the run which wrote OUTPUT read: how many back a fact (covered),
    state none by a rule of the mappings (filler), or are left over (residue).
    """
    counts = stored_counts(output)
    whole = total(counts)
    reporter = Reporter("text", sys.stdout, say)
    if not whole.sentences:
        reporter.add(str(output), [_problem("coverage-no-sentence", output, "its run read no fact-bearing section")])
        return reporter.verdict
    if by == "section":
        table = by_section(counts)
    else:
        table = _filler(output, top) if by == "rule" else _residue(output, top, mappings)
    _write(table, whole, form)
    if fail_under is not None and 100 * (whole.covered + whole.filler) < fail_under * whole.sentences:
        message = f"{share(whole):.1f} % of the sentences are covered or filler, less than {fail_under:g} %"
        reporter.add(str(output), [_problem("coverage-under", output, message)])
    return reporter.verdict


def _filler(output: Folder, top: int) -> Table:
    return by_group("Filler by rule", stored_filler(output), "rule", top)


def _residue(output: Folder, top: int, mappings: Path | None) -> Table:
    lexicon = load(mappings).lexicon

    def pattern(row: dict[str, Any]) -> str:
        said = without_openings(row["text"], lexicon["narrative-openings"])
        return pattern_of(said, row["monograph"], lexicon["conditions"])

    lines = [row | {"pattern": pattern(row)} for row in stored_residue(output)]
    return by_group("Residue by pattern", lines, "pattern", top)


def _write(table: Table, whole: Counts, form: str) -> None:
    render = FORMATS[form]
    if render:
        sys.stdout.write(render(table, whole))
    else:
        write_table(table, sys.stdout)
        sys.stdout.write(totals_line(whole))


def _problem(code: str, output: Folder, message: str) -> Problem:
    return Problem(code, "error", message, Location(str(output)))
