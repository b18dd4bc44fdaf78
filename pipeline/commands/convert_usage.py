"""Which options of `monofhir convert` do not go together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from pipeline.batch import LOCAL, need_dask
from pipeline.read.errors import is_folder
from pipeline.read.input import STDIN
from pipeline.report import FORMATS
from pipeline.storage.folders import Folder
from pipeline.storage.urls import is_url

# Standard output in place of a folder.
STREAM = Path("-")


def check_usage(paths: tuple[str, ...], output: Folder, chosen: Mapping[str, Any]) -> None:
    """Raises UsageError; and, where --watch lacks its library, ProblemError. `chosen` are options by their names."""
    for message in (*_of_forms(chosen), *_of_terminology(chosen), *_of_output(output, chosen)):
        raise click.UsageError(message)
    if isinstance(output, Path):
        _check_place(paths, output)
    if chosen["cluster"]:
        for message in _of_cluster(paths, output, chosen):
            raise click.UsageError(message)
        need_dask()
    if chosen["watch"]:
        for message in _of_watch(paths, output, chosen):
            raise click.UsageError(message)
        from pipeline.commands.watching import need_watchfiles  # noqa: PLC0415 - what few runs need

        need_watchfiles()


def _of_forms(chosen: Mapping[str, Any]) -> Iterator[str]:
    if chosen["indent"] and chosen["form"] != "json":
        yield f"--indent does not go with --format {chosen['form']}: there a bundle is one line"
    if chosen["partitions"] > 1 and chosen["form"] == "json":
        yield "--partitions goes with --format ndjson and parquet: otherwise each bundle has a file of its own"


def _of_terminology(chosen: Mapping[str, Any]) -> Iterator[str]:
    if chosen["tx"] and not chosen["codes"]:
        yield "--tx does not go with --no-codes"
    if chosen["tx_translate"] and not chosen["tx"]:
        yield "--tx-translate needs the server that translates: --tx URL"


def _of_output(output: Folder, chosen: Mapping[str, Any]) -> Iterator[str]:
    if chosen["ledgers"] and isinstance(output, Path):
        yield "--ledgers is for outputs elsewhere: a folder of this machine holds its own"
    if output == STREAM:
        for name in ("indent", "keep_invalid", "prune", "watch"):
            if chosen[name]:
                yield f"--{name.replace('_', '-')} does not go with --output -: that is bundles and no more"
        if chosen["form"] == "parquet" or chosen["partitions"] > 1:
            yield "--output - is one stream of bundles, one a line: no Parquet, no partitions"


def _of_cluster(paths: tuple[str, ...], output: Folder, chosen: Mapping[str, Any]) -> Iterator[str]:
    """What needs this process, or one process, or one machine."""
    others = {
        "-": STDIN in paths,
        "--output -": output == STREAM,
        "--watch": chosen["watch"],
        "--tx": chosen["tx"],
        "--jobs": chosen["jobs"] and chosen["cluster"] != LOCAL,
    }
    yield from (f"--cluster does not go with {name}" for name, is_given in others.items() if is_given)


def _of_watch(paths: tuple[str, ...], output: Folder, chosen: Mapping[str, Any]) -> Iterator[str]:
    if STDIN in paths:
        yield "--watch does not go with -: standard input comes once"
    if any(map(is_url, paths)) or not isinstance(output, Path):
        yield "--watch does not go with URLs: it is for folders of this machine"
    if chosen["problems_format"] != FORMATS[0]:
        yield "--watch does not go with --problems-format: a document has an end"


def _check_place(paths: tuple[str, ...], output: Path) -> None:
    """A folder whose own files the output could replace."""
    place = output.resolve()
    for path in map(Path, paths):
        if is_folder(path) and place in (path.resolve(), *path.resolve().parents):
            raise click.UsageError(f"the output folder '{output}' holds the input folder '{path}'; choose another")
