"""`monofhir bench`: how fast, where the time goes, and how others compare."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import click
import msgspec

from pipeline.bench.corpus import Monographs, generate, given, samples_directory
from pipeline.bench.measure import measure
from pipeline.bench.measurement import Measurement
from pipeline.bench.tables import tables
from pipeline.commands.options import FOLDER
from pipeline.report import Verdict
from pipeline.report.table import write_table

GENERATED = 200

EXAMPLES = """\b
Examples:
  monofhir bench
  monofhir bench monographs --times 3
  monofhir bench --generate 1000 --format json > measured.json
"""


@click.command(epilog=EXAMPLES)
@click.argument("folder", type=FOLDER, required=False)
@click.option("--times", type=click.IntRange(min=1), default=1, show_default=True, help="Runs; the fastest counts.")
@click.option(
    "--generate",
    "count",
    type=click.IntRange(min=1),
    default=GENERATED,
    show_default=True,
    metavar="N",
    help="Without FOLDER: measure on so many variants of the samples.",
)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def bench(folder: Path | None, times: int, count: int, form: str) -> Verdict:
    """Measure monofhir on the monographs below FOLDER, or on generated ones.

    Monographs and megabytes a second of one core, the share of each stage, peak memory, start-up; then parts of the
    same work done by others. All in CPU seconds of one process: compare figures of one run, since machines are noisy.
    """
    with _monographs(folder, count) as monographs:
        if not monographs.inputs:
            raise click.UsageError(f"there is no monograph below '{folder}'")
        measured = measure(monographs, times)
    _print(measured, form)
    return Verdict.DONE


@contextmanager
def _monographs(folder: Path | None, count: int) -> Iterator[Monographs]:
    if folder is not None:
        yield given(folder)
        return
    with TemporaryDirectory() as place:
        yield generate(samples_directory(), count, 0, Path(place))


def _print(measured: Measurement, form: str) -> None:
    if form == "json":
        sys.stdout.write(msgspec.json.format(msgspec.json.encode(measured), indent=2).decode() + "\n")
        return
    for number, table in enumerate(tables(measured)):
        if number:
            sys.stdout.write("\n")
        write_table(table, sys.stdout)
