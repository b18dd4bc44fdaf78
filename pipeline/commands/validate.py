"""`monofhir validate`: is FHIR JSON, whoever wrote it, valid?"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, get_args

import click

from pipeline.commands.gate import Gate, gate_options
from pipeline.commands.rule_help import explain_option
from pipeline.problems import Location, Problem, ProblemError
from pipeline.read import Text, resource_texts
from pipeline.report import Verdict
from pipeline.report.table import Table, write_table
from pipeline.validate import CHECKS, Layer, examine, release_of
from pipeline.validate.definitions import Release
from pipeline.validate.json_text import parse

MEGABYTE = 1_000_000
AUTO = "auto"
EXAMPLES = """\b
Examples:
  monofhir validate output
  monofhir validate bundle.json resources.ndjson --fhir-version R4B
  monofhir validate - --format json < bundle.json
  monofhir validate output --ignore accepted.yaml --baseline known.json --fail-on warning
  monofhir validate --explain fhir-reference-target
"""


@click.command(epilog=EXAMPLES)
@click.argument("paths", nargs=-1, required=True)
@click.option(
    "--fhir-version",
    "version",
    type=click.Choice([AUTO, *(release.upper() for release in get_args(Release))], case_sensitive=False),
    default=AUTO,
    show_default=True,
    help="The release to check against; auto takes the one that knows more of the elements.",
)
@click.option(
    "--max-size",
    type=click.IntRange(min=1),
    default=100,
    show_default=True,
    metavar="MB",
    help="Refuse a larger resource.",
)
@explain_option
@gate_options
def validate(paths: tuple[str, ...], version: str, max_size: int, **gate: Any) -> Verdict:
    """Check FHIR resources and bundles.

    PATHS are JSON files, NDJSON files (a resource a line), folders with all of these below them, or - for standard
    input.
    """
    reporter = Gate(**gate).reporter()
    outcomes: Counter[tuple[str, str, str]] = Counter()
    for text in _texts(paths, max_size * MEGABYTE):
        layers = tuple(_layers(text, version.lower(), max_size * MEGABYTE))
        outcomes.update((layer.name, layer.outcome, layer.skipped) for layer in layers)
        reporter.add(str(text.place), [_placed(problem, text.place) for layer in layers for problem in layer.problems])
    reporter.close()
    if not outcomes:
        raise click.UsageError(f"no .json, .ndjson or .jsonl file in {', '.join(paths)}")
    write_table(_table(outcomes), sys.stderr if reporter.is_document else sys.stdout)
    return reporter.verdict


def _texts(paths: tuple[str, ...], max_size: int) -> Iterator[Text]:
    try:
        yield from resource_texts(paths, max_size)
    except ProblemError as error:
        raise click.UsageError(str(error)) from error


def _layers(text: Text, version: str, max_size: int) -> Iterator[Layer]:
    if text.problem is not None:
        yield Layer("json", (text.problem,))
        return
    resource, problems = parse(text.data, text.place, max_size)
    yield Layer("json", problems)
    if resource is None:
        yield from (Layer(name, skipped="there is no resource to look at") for name in CHECKS)
        return
    release = release_of(resource) if version == AUTO else version
    yield from examine(resource, next(known for known in get_args(Release) if known == release))


def _placed(problem: Problem, place: Location) -> Problem:
    return replace(problem, location=problem.location or place)


def _table(outcomes: Counter[tuple[str, str, str]]) -> Table:
    rows = [(name, outcome, count, why) for (name, outcome, why), count in outcomes.items()]
    return Table("Layers", ("layer", "outcome", "resources", "why"), rows)
