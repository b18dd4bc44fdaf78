"""`monofhir diff`: which facts differ between two outputs?"""

from __future__ import annotations

import click

from pipeline.commands.differences import differences_format_option, report_differences
from pipeline.commands.options import STORED
from pipeline.comparison.outputs import compare_outputs
from pipeline.report import Verdict
from pipeline.storage.folders import Folder

EXAMPLES = """\b
Examples:
  monofhir diff output-2025 output-2026
  monofhir diff released output --format html > changes.html

\b
Exit codes: 0 no difference, 1 a difference, or a bundle that cannot be read.
"""


@click.command(epilog=EXAMPLES)
@click.argument("old", type=STORED)
@click.argument("new", type=STORED)
@differences_format_option
def diff(old: Folder, new: Folder, form: str) -> Verdict:
    """Show which facts differ between two outputs.

    OLD and NEW are folders that convert wrote, as JSON or NDJSON: of two versions of the labels, or of the mappings.
    Prints each fact that is added, removed or changed, with what of it changed, and the total. Words that moved do
    not differ, nor do ids and the versions of code systems.
    """
    return report_differences(compare_outputs(old, new), form)
