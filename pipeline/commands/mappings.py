"""`monofhir mappings`: are the mapping files right (`check`), and what of their cases and changes?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from pipeline.cases.coverage import without_case
from pipeline.commands.gate import Gate, gate_options
from pipeline.commands.mappings_diff import diff
from pipeline.commands.mappings_test import cases
from pipeline.commands.options import FOLDER
from pipeline.problems import Problem, ProblemError
from pipeline.report import Verdict
from pipeline.rules import load, mappings_directory
from pipeline.rules.cases import read_cases
from pipeline.rules.files import absent_lexicons, shown_as
from pipeline.rules.lexicon import missing_lexicon
from pipeline.terminology.audit import Audit
from pipeline.terminology.load import load_index
from pipeline.terminology.mapping_codes import written_codes

EXAMPLES = """\b
Examples:
  monofhir mappings check
  monofhir mappings check my-mappings --problems-format github
"""


@click.group()
def mappings() -> None:
    """Work with the mapping files."""


mappings.add_command(cases)
mappings.add_command(diff)


@mappings.command(epilog=EXAMPLES)
@click.argument("directory", type=FOLDER, required=False)
@click.option("-v", "--verbose", is_flag=True, help="Also show information: rules without a case, overlaps.")
@gate_options
def check(directory: Path | None, verbose: bool, **gate: Any) -> Verdict:
    """Check the mapping files of DIRECTORY, or the ones that come with monofhir."""
    from pipeline.rules.check import check as check_mappings  # noqa: PLC0415 - JSON Schema, which no other command needs

    folder = directory or mappings_directory()
    reporter = Gate(**gate).reporter(verbose=verbose)
    problems = tuple(dict.fromkeys((*check_mappings(folder), *_absent(folder), *_codes(folder))))
    if not any(problem.is_error for problem in problems):
        problems += _findings(folder)
    reporter.add(str(folder), problems)
    reporter.close()
    return reporter.verdict


def _absent(folder: Path) -> Iterator[Problem]:
    return (missing_lexicon(shown_as(path, folder)) for path in absent_lexicons(folder))


def _findings(folder: Path) -> tuple[Problem, ...]:
    """What is not wrong, but hardly meant, and rules that no case proves."""
    from pipeline.rules.lint import lint  # noqa: PLC0415

    return (*lint(folder), *without_case(load(folder), read_cases(folder)))


def _codes(folder: Path) -> tuple[Problem, ...]:
    """What is wrong with codes: those of the reviewed rows and those that stand in rules."""
    if not (folder / "terminology").is_dir():
        return ()
    try:
        audit = Audit(folder, load_index(folder, plugged=False))
        return (*audit.of_rows(), *written_codes(audit))
    except (ProblemError, AttributeError, LookupError, TypeError) as error:
        # Files that are no mappings are told by the check of the files.
        return error.problems if isinstance(error, ProblemError) else ()
