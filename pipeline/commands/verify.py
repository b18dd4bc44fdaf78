"""`monofhir verify`: does every fact of the bundles stand in its source?"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import click

from pipeline.commands.gate import Gate, gate_options
from pipeline.commands.options import SOURCE, STORED
from pipeline.commands.sources import by_hash, compared
from pipeline.deliver.stored import stored_bundles
from pipeline.problems import Location, Problem
from pipeline.read import discover
from pipeline.report import Verdict
from pipeline.report.progress import say
from pipeline.storage.folders import Folder

EXAMPLES = """\b
Examples:
  monofhir verify output --source input
"""


@click.command(epilog=EXAMPLES)
@click.argument("output", type=STORED)
@click.option("--source", required=True, type=SOURCE, metavar="DIR", help="The monographs that OUTPUT was made from.")
@gate_options
def verify(output: Folder, source: str, **gate: Any) -> Verdict:
    """Check bundles against their sources.

    For every bundle in OUTPUT: the words at each recorded place of the monograph that it was made from must hold what
    the bundle says was read there.
    """
    sources = by_hash(discover([source]))
    reporter = Gate(**gate).reporter()
    count = 0
    for place, content in stored_bundles(output):
        count += 1
        problems = (content,) if isinstance(content, Problem) else _placed(compared(content, sources), place)
        reporter.add(str(place), problems)
    if not count:
        reporter.add(str(output), [Problem("verify-no-bundle", "error", "holds no bundle", Location(str(output)))])
    reporter.close()
    say(f"{count:,} bundles checked against {source}")
    return reporter.verdict


def _placed(problems: tuple[Problem, ...], place: Location) -> tuple[Problem, ...]:
    return tuple(replace(problem, location=place) for problem in problems)
