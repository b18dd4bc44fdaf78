"""`monofhir mappings test`: does every case of the mapping files hold?"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path

import click

from pipeline.cases import Tried, try_cases
from pipeline.cases.coverage import covered
from pipeline.cases.update import update as write_anew
from pipeline.commands.options import FOLDER, problems_format_option
from pipeline.model.coding import Codes
from pipeline.problems import Problem
from pipeline.report import Reporter, Verdict
from pipeline.report.cases import FORMATS, write_coverage
from pipeline.report.progress import say
from pipeline.rules import load, mappings_directory
from pipeline.rules.cases import Case, read_cases
from pipeline.terminology.load import load_coder

EXAMPLES = """\b
Examples:
  monofhir mappings test
  monofhir mappings test my-mappings --problems-format junit > cases.xml
  monofhir mappings test --coverage --format json
"""


@click.command("test", epilog=EXAMPLES)
@click.argument("directory", type=FOLDER, required=False)
@click.option("--coverage", is_flag=True, help="Show the rules that no case proves; runs no case.")
@click.option(
    "--format", "form", type=click.Choice(list(FORMATS)), default="text", show_default=True, help="Of coverage."
)
@click.option("--update", is_flag=True, help="Make the cases that fail expect what is made now; read the difference.")
@problems_format_option
def cases(directory: Path | None, coverage: bool, form: str, update: bool, problems_format: str) -> Verdict:
    """Run the cases beside the mapping rules.

    Every text under `cases` in DIRECTORY (or the mappings that come with monofhir) is converted and compared with what
    the case expects. A case that fails is shown with its line and the difference.
    """
    folder = directory or mappings_directory()
    rules, found = load(folder), read_cases(folder)
    if coverage:
        write_coverage(covered(rules, found), form, sys.stdout)
        return Verdict.DONE
    tried = tuple(try_cases(found, rules, _codes(folder)))
    if update:
        return _update(tried)
    reporter = Reporter(problems_format, sys.stdout, say)
    _report(tried, reporter)
    reporter.close()
    say(_tally(found, sum(not one.holds for one in tried)))
    return reporter.verdict


def _codes(folder: Path) -> Codes | None:
    """What the user plugged in gives no codes: cases hold on every machine."""
    return load_coder(folder, plugged=False) if (folder / "terminology").is_dir() else None


def _update(tried: Iterable[Tried]) -> Verdict:
    failed = [one for one in tried if not one.holds]
    for path in write_anew(one for one in failed if not one.problems):
        say(f"{path}: written anew")
    broken = [one for one in failed if one.problems]
    reporter = Reporter("text", sys.stdout, say)
    _report(broken, reporter)
    return reporter.verdict


def _report(tried: Iterable[Tried], reporter: Reporter) -> None:
    for file, group in groupby(tried, key=lambda one: one.case.file):
        reporter.add(file, ())
        for one in group:
            if not one.holds:
                _add(one, reporter)


def _add(tried: Tried, reporter: Reporter) -> None:
    """A report that is a document holds the difference; below a line of text it is printed as it is."""
    why = "".join(f"{problem.message} [{problem.code}]\n" for problem in tried.problems) or tried.difference()
    message = "what is made is not what the case expects"
    if reporter.is_document:
        message = f"{message}\n{why}"
    reporter.add(tried.case.file, [Problem("mappings-case-failed", "error", message, tried.case.expected_at)])
    if not reporter.is_document:
        say(why.rstrip())


def _tally(cases: tuple[Case, ...], failed: int) -> str:
    return f"{len(cases):,} cases: {len(cases) - failed:,} hold, {failed:,} fail"
