"""`monofhir convert`: monographs -> validated FHIR bundles."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any, get_args

import click

from pipeline.batch import LOCAL, Output, Plan, Settings, convert_all, need_dask
from pipeline.bundle import BundleType
from pipeline.commands import watching
from pipeline.commands.options import (
    encoding_option,
    mappings_option,
    problems_format_option,
    tx_cache_option,
    tx_option,
    tx_translate_option,
)
from pipeline.deliver import TARGETS
from pipeline.model.monograph import MappingOptions
from pipeline.model.outcome import Outcome
from pipeline.problems import ProblemError
from pipeline.read import MAX_SIZE, Input, discover, roots
from pipeline.read.input import STDIN
from pipeline.report import FORMATS, Reporter, Verdict
from pipeline.report.progress import Progress, progress
from pipeline.report.summary import write_summary
from pipeline.run import Options
from pipeline.storage.urls import is_url

MEGABYTE = 1_000_000

EXAMPLES = """\b
Examples:
  monofhir convert input --output output
  monofhir convert 'input/a*/*.md' extra.md --output output --indent
  monofhir convert - --output output < warfarin.md
  monofhir convert input --output output --problems-format sarif > problems.sarif
  monofhir convert input --output output --watch
  monofhir convert /shared/input --output /shared/output --cluster tcp://scheduler:8786
"""


@click.command(epilog=EXAMPLES)
@click.argument("paths", nargs=-1, required=True)
@click.option("--output", "-o", required=True, type=click.Path(path_type=Path), metavar="DIR", help="Where to write.")
@click.option(
    "--format",
    "form",
    type=click.Choice(list(TARGETS)),
    default="json",
    show_default=True,
    help="One file a monograph, or one bundle a line in bundles.ndjson.",
)
@click.option("--bundle-type", type=click.Choice(get_args(BundleType)), default="transaction", show_default=True)
@click.option("--indent", is_flag=True, help="Indent the JSON by two spaces.")
@click.option("--keep-invalid", is_flag=True, help="Write bundles with errors too, as NAME.invalid.json.")
@click.option(
    "--status",
    type=click.Choice(["active", "draft"]),
    default="active",
    show_default=True,
    help="Publication status of the clinical use definitions.",
)
@click.option("--embed-source/--no-embed-source", default=True, show_default=True, help="Carry the monograph's bytes.")
@click.option("--narrative/--no-narrative", default=True, show_default=True, help="Give resources a text for people.")
@click.option("--codes/--no-codes", default=True, show_default=True, help="Code concepts with the vocabularies.")
@click.option(
    "--plugged/--no-plugged", default=True, show_default=True, help="Also with those that you plugged in, if any."
)
@tx_option
@tx_cache_option
@tx_translate_option
@click.option(
    "--strict", is_flag=True, help="Ask the models of fhir.resources of every resource: several times slower."
)
@click.option("--machine-written", is_flag=True, help="Label resources as made from text that a machine wrote.")
@click.option(
    "--max-size",
    type=click.IntRange(min=1),
    default=MAX_SIZE // MEGABYTE,
    show_default=True,
    metavar="MB",
    help="Refuse larger monographs.",
)
@click.option(
    "--jobs", "-j", type=click.IntRange(min=1), metavar="N", help="Processes to work in.  [default: the cores]"
)
@click.option(
    "--cluster",
    metavar="ADDRESS",
    help="Work on the Dask cluster of this scheduler (tcp://HOST:8786), or on one of this machine (local).",
)
@click.option("--force", is_flag=True, help="Convert also what has not changed since the last run.")
@click.option("--prune", is_flag=True, help="Remove the bundles of monographs that are no longer there.")
@click.option("--watch", is_flag=True, help="Then convert what changes, and print what that does to the facts.")
@encoding_option
@mappings_option
@problems_format_option
@click.option("--verbose", "-v", is_flag=True, help="Also say what is only worth knowing.")
@click.pass_obj
def convert(  # noqa: PLR0913, PLR0917 - one parameter an option
    debug: bool,
    /,
    paths: tuple[str, ...],
    output: Path,
    form: str,
    bundle_type: BundleType,
    indent: bool,
    keep_invalid: bool,
    max_size: int,
    encoding: str | None,
    mappings: Path | None,
    problems_format: str,
    codes: bool,
    plugged: bool,
    tx: str | None,
    tx_cache: Path | None,
    tx_translate: tuple[str, ...],
    strict: bool,
    jobs: int | None,
    cluster: str | None,
    force: bool,
    prune: bool,
    watch: bool,
    verbose: bool,
    **resources: Any,
) -> Verdict:
    """Turn monographs into validated bundles.

    PATHS are files, folders (with all below them), quoted patterns, or - for standard input. Each monograph becomes
    one bundle at its own path below the output folder. Beside them stand problems.jsonl, residue.jsonl (the sentences
    that back no fact), filler.jsonl (those that state none) and summary.json. A monograph with errors gets no bundle;
    the others go on.
    """
    if indent and form == "ndjson":
        raise click.UsageError("--indent does not go with --format ndjson: there a bundle is one line")
    if tx and not codes:
        raise click.UsageError("--tx does not go with --no-codes")
    if tx_translate and not tx:
        raise click.UsageError("--tx-translate needs the server that translates: --tx URL")
    if watch:
        _check_watch(paths, problems_format)
    if cluster:
        alone = {"-": STDIN in paths, "--watch": watch, "--tx": tx, "--jobs": jobs and cluster != LOCAL}
        _check_cluster([option for option, is_given in alone.items() if is_given])
    inputs = _inputs(paths, output)
    settings = Settings(
        mappings,
        Options(bundle_type, MappingOptions(**resources), strict),
        codes,
        plugged,
        indent,
        max_size * MEGABYTE,
        encoding,
        tx,
        tx_cache,
        tx_translate,
    )
    plan = Plan(Output(output, form, keep_invalid), jobs, force, prune, roots(paths), cluster)
    with progress("Converting", len(inputs)) as bar:
        reporter = Reporter(problems_format, sys.stdout, bar.say, verbose=verbose)
        tell = partial(_tell, reporter, bar, debug)
        run = convert_all(inputs, settings, plan, tell, notice=lambda problem: reporter.add(str(output), [problem]))
    reporter.close()
    write_summary(run.totals, sys.stderr if reporter.is_document else sys.stdout)
    if run.interruption:
        raise run.interruption
    if watch:
        watching.Watch(paths, settings, plan).run(watching.changes_of(paths, mappings))
    return reporter.verdict


def _check_cluster(others: Sequence[str]) -> None:
    """`others` need this process, or one process, or one machine."""
    if others:
        raise click.UsageError(f"--cluster does not go with {others[0]}")
    need_dask()


def _check_watch(paths: tuple[str, ...], problems_format: str) -> None:
    if STDIN in paths:
        raise click.UsageError("--watch does not go with -: standard input comes once")
    if any(map(is_url, paths)):
        raise click.UsageError("--watch does not go with URLs: stores give no notice of changes")
    if problems_format != FORMATS[0]:
        raise click.UsageError("--watch does not go with --problems-format: a document has an end")
    watching.need_watchfiles()


def _inputs(paths: tuple[str, ...], output: Path) -> tuple[Input, ...]:
    """Usage errors: a path that names nothing, and a folder whose own files the output could replace."""
    place = output.resolve()
    for path in map(Path, paths):
        if path.is_dir() and place in (path.resolve(), *path.resolve().parents):
            raise click.UsageError(f"the output folder '{output}' holds the input folder '{path}'; choose another")
    try:
        return discover(paths)
    except ProblemError as error:
        if any(problem.location for problem in error.problems):  # a place that cannot be listed now: no wrong usage
            raise
        raise click.UsageError(str(error)) from error


def _tell(reporter: Reporter, bar: Progress, debug: bool, outcome: Outcome, _before: bytes | None) -> None:
    reporter.add(outcome.shown, outcome.shown_problems())
    if debug and outcome.traceback:
        bar.say(outcome.traceback)
    bar.advance()
