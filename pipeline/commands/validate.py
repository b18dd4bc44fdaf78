"""`monofhir validate`: is FHIR JSON, whoever wrote it, valid?"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import click

from pipeline.commands.gate import Gate, gate_options
from pipeline.commands.options import SOURCE, max_size_option, named_by_the_user
from pipeline.commands.rule_help import explain_option
from pipeline.commands.sources import by_hash, compared
from pipeline.problems import Location, Problem
from pipeline.read import Text, discover, resource_texts
from pipeline.report import Verdict
from pipeline.report.progress import say
from pipeline.report.table import Table, write_table
from pipeline.terminology.known import known_systems
from pipeline.validate import CHECKS, Check, Layer, codes, examine
from pipeline.validate.definitions import RELEASES, Release
from pipeline.validate.json_text import parse
from pipeline.validate.release import release_of

AUTO = "auto"
NOTHING = "there is no resource to look at"
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
    type=click.Choice([AUTO, *(release.upper() for release in RELEASES)], case_sensitive=False),
    default=AUTO,
    show_default=True,
    help="The release to check against; auto takes the one that a profile names, or that knows more of the elements.",
)
@max_size_option(100, "resources")
@click.option("--source", type=SOURCE, metavar="DIR", help="The monographs that bundles were made from, to compare.")
@explain_option
@gate_options
def validate(paths: tuple[str, ...], version: str, max_size: int, source: str | None, **gate: Any) -> Verdict:
    """Check FHIR resources and bundles.

    PATHS are JSON files, NDJSON files (a resource a line), folders with all of these below them, URLs of these, or -
    for standard input.
    """
    reporter = Gate(**gate).reporter()
    examiner = _Examiner(version.lower(), max_size, source)
    outcomes: Counter[tuple[str, str, str]] = Counter()
    for text in _texts(paths, max_size):
        layers = tuple(examiner.layers(text))
        outcomes.update((layer.name, layer.outcome, layer.skipped) for layer in layers)
        reporter.add(str(text.place), [_placed(problem, text.place) for layer in layers for problem in layer.problems])
    reporter.close()
    if not outcomes:
        raise click.UsageError(f"no .json, .ndjson or .jsonl file in {', '.join(paths)}")
    write_table(_table(outcomes), sys.stderr if reporter.is_document else sys.stdout)
    say(", ".join(f"{count:,} checked against FHIR {release}" for release, count in examiner.releases.items()))
    return reporter.verdict


def _texts(paths: tuple[str, ...], max_size: int) -> Iterator[Text]:
    with named_by_the_user():
        yield from resource_texts(paths, max_size)


class _Examiner:
    """Takes a text through all layers; `releases` counts which release each resource was checked against."""

    def __init__(self, version: str, max_size: int, source: str | None) -> None:
        self.releases: Counter[str] = Counter()
        self._version, self._max_size = version, max_size
        self._checks: Mapping[str, Check] = {**CHECKS, "codes": partial(codes.check, known=known_systems())}
        self._sources = None if source is None else by_hash(discover([source]))

    def layers(self, text: Text) -> Iterator[Layer]:
        if text.problem is not None:
            yield Layer("json", (text.problem,))
            return
        resource, problems = parse(text.data, text.place, self._max_size)
        yield Layer("json", problems)
        if resource is None:
            yield from (Layer(name, skipped=NOTHING) for name in (*self._checks, "traceability"))
            return
        release = self._release(resource)
        self.releases[release.upper()] += 1
        yield from examine(resource, release, self._checks)
        yield self._traceability(resource)

    def _release(self, resource: dict[str, Any]) -> Release:
        return next((known for known in RELEASES if known == self._version), None) or release_of(resource)

    def _traceability(self, resource: dict[str, Any]) -> Layer:
        if self._sources is None:
            return Layer("traceability", skipped="no --source to compare with")
        if resource.get("resourceType") != "Bundle":
            return Layer("traceability", skipped="no bundle with its document")
        return Layer("traceability", compared(resource, self._sources))


def _placed(problem: Problem, place: Location) -> Problem:
    return replace(problem, location=problem.location or place)


def _table(outcomes: Counter[tuple[str, str, str]]) -> Table:
    rows = [(name, outcome, count, why) for (name, outcome, why), count in outcomes.items()]
    return Table("Layers", ("layer", "outcome", "resources", "why"), rows)
