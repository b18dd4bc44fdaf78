"""`monofhir mappings check`: are the mapping files right?"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from pipeline.commands.gate import Gate, gate_options
from pipeline.commands.options import FOLDER
from pipeline.problems import Problem, ProblemError
from pipeline.report import Verdict
from pipeline.rules import mappings_directory
from pipeline.terminology.audit import Audit
from pipeline.terminology.load import load_index

EXAMPLES = """\b
Examples:
  monofhir mappings check
  monofhir mappings check my-mappings --problems-format github
"""


@click.group()
def mappings() -> None:
    """Work with the mapping files."""


@mappings.command(epilog=EXAMPLES)
@click.argument("directory", type=FOLDER, required=False)
@gate_options
def check(directory: Path | None, **gate: Any) -> Verdict:
    """Check the mapping files of DIRECTORY, or the ones that come with monofhir."""
    from pipeline.rules.check import check as check_mappings  # noqa: PLC0415 - JSON Schema, which no other command needs

    folder = directory or mappings_directory()
    reporter = Gate(**gate).reporter(verbose=True)
    reporter.add(str(folder), (*check_mappings(folder), *_codes(folder)))
    reporter.close()
    return reporter.verdict


def _codes(folder: Path) -> tuple[Problem, ...]:
    """What is wrong with the reviewed rows; a folder without any has nothing to check."""
    if not any((folder / "codes").glob("*.tsv")):
        return ()
    try:
        return tuple(Audit(folder, load_index(folder, plugged=False)).of_rows())
    except ProblemError as error:
        return error.problems
