"""`monofhir mappings diff`: what does a change of the mappings do to the facts?"""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.commands.differences import differences_format_option, report_differences
from pipeline.commands.options import FOLDER, named_by_the_user
from pipeline.comparison.mappings import compare_mappings
from pipeline.read import discover
from pipeline.report import Verdict
from pipeline.rules import load

EXAMPLES = """\b
Examples:
  monofhir mappings diff mappings my-mappings --on monographs
  monofhir mappings diff main/mappings mappings --on monographs --format json > changes.json

\b
Exit codes: 0 no difference, 1 a difference, or a monograph that cannot be read.
"""


@click.command("diff", epilog=EXAMPLES)
@click.argument("before", type=FOLDER)
@click.argument("after", type=FOLDER)
@click.option("--on", "paths", multiple=True, required=True, metavar="PATH", help="Monographs: a folder, file or glob.")
@differences_format_option
def diff(before: Path, after: Path, paths: tuple[str, ...], form: str) -> Verdict:
    """Show what a change of the mappings does to the facts.

    Reads every monograph of --on with the mapping files of BEFORE and of AFTER, and prints each fact that is added,
    removed or changed with its line, and the total.
    """
    old, new = load(before), load(after)
    with named_by_the_user():
        inputs = discover(paths)
    return report_differences(compare_mappings(inputs, old, new), form)
