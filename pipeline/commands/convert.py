"""`monofhir convert`: monographs -> validated FHIR bundles."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, TextIO, get_args

import click

from pipeline.batch import Output, Plan, Settings, convert_all, convert_to
from pipeline.bundle import BundleType
from pipeline.commands.convert_usage import STREAM, check_usage
from pipeline.commands.options import (
    DESTINATION,
    MEGABYTE,
    encoding_option,
    mappings_option,
    max_size_option,
    named_by_the_user,
    problems_format_option,
    tx_cache_option,
    tx_option,
    tx_translate_option,
)
from pipeline.deliver import TARGETS
from pipeline.model.monograph import MappingOptions
from pipeline.model.outcome import Outcome
from pipeline.options import Options
from pipeline.read import MAX_SIZE, Input, discover, roots
from pipeline.report import Reporter, Verdict
from pipeline.report.progress import Progress, progress
from pipeline.report.summary import write_summary
from pipeline.storage.folders import Folder

Say = Callable[[str], None]

EXAMPLES = """\b
Examples:
  monofhir convert input --output output
  monofhir convert 'input/a*/*.md' extra.md --output output --indent
  monofhir convert - --output - < warfarin.md > bundle.ndjson
  monofhir convert s3://bucket/monographs --output s3://bucket/bundles
  monofhir convert input --output output --problems-format sarif > problems.sarif
  monofhir convert input --output output --watch
  monofhir convert /shared/input --output /shared/output --cluster tcp://scheduler:8786
"""


@click.command(epilog=EXAMPLES)
@click.argument("paths", nargs=-1, required=True)
@click.option(
    "--output",
    "-o",
    required=True,
    type=DESTINATION,
    metavar="DIR",
    help="Where to write: a folder, its URL, or - for bundles on standard output, one a line.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(list(TARGETS)),
    default="json",
    show_default=True,
    help="One file a monograph, one bundle a line in bundles.ndjson, or with these also tables as Parquet datasets.",
)
@click.option(
    "--partitions",
    type=click.IntRange(1, 64),
    default=1,
    metavar="N",
    help="Write so many files where a file holds many bundles.  [default: 1]",
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
@max_size_option(MAX_SIZE // MEGABYTE, "monographs")
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
@click.option(
    "--ledgers",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Keep there what is remembered of outputs elsewhere.  [default: among your data]",
)
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
    output: Folder,
    form: str,
    partitions: int,
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
    ledgers: Path | None,
    watch: bool,
    verbose: bool,
    **resources: Any,
) -> Verdict:
    """Turn monographs into validated bundles.

    PATHS are files, folders (with all below them), zip archives, quoted patterns, URLs of all these, or - for standard
    input. Each monograph becomes one bundle at its own path below the output folder. Beside them stand problems.jsonl,
    residue.jsonl (the sentences that back no fact), filler.jsonl (those that state none) and summary.json. A monograph
    with errors gets no bundle; the others go on.
    """
    check_usage(paths, output, click.get_current_context().params)
    with named_by_the_user():
        inputs = discover(paths)
    options = Options(bundle_type, MappingOptions(**resources), strict)
    settings = Settings(mappings, options, codes, plugged, indent, max_size, encoding, tx, tx_cache, tx_translate)
    plan = Plan(Output(output, form, keep_invalid, partitions), jobs, force, prune, roots(paths), cluster, ledgers)
    report = partial(Reporter, problems_format, _beside(output), verbose=verbose)
    verdict = _run(inputs, settings, plan, report, debug)
    if watch:
        from pipeline.commands import watching  # noqa: PLC0415 - it compares, which few runs need

        watching.Watch(paths, settings, plan).run(watching.changes_of(paths, mappings))
    return verdict


def _run(
    inputs: Sequence[Input], settings: Settings, plan: Plan, report: Callable[[Say], Reporter], debug: bool
) -> Verdict:
    """Converts, says what there is to say meanwhile, and then the summary; raises what interrupted the run."""
    output = plan.output.folder
    with progress("Converting", len(inputs)) as bar:
        reporter = report(bar.say)
        tell = partial(_tell, reporter, bar, debug)
        if output == STREAM:
            run = convert_to(sys.stdout.buffer, inputs, settings, plan.jobs, tell)
        else:
            run = convert_all(inputs, settings, plan, tell, notice=lambda problem: reporter.add(str(output), [problem]))
    reporter.close()
    write_summary(run.totals, sys.stderr if reporter.is_document else _beside(output))
    if run.interruption:
        raise run.interruption
    return reporter.verdict


def _beside(output: Folder) -> TextIO:
    """Where reports go: not between the bundles of a stream."""
    return sys.stderr if output == STREAM else sys.stdout


def _tell(reporter: Reporter, bar: Progress, debug: bool, outcome: Outcome, _before: bytes | None) -> None:
    reporter.add(outcome.shown, outcome.shown_problems())
    if debug and outcome.traceback:
        bar.say(outcome.traceback)
    bar.advance()
