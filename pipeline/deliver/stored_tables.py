"""Reads back an output folder as a DataFrame for each table, also for those without a row."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import orjson

from pipeline.deliver.records import PROBLEMS as PROBLEMS_FILE
from pipeline.deliver.stored import stored_bundles
from pipeline.problems import Location, Problem, ProblemError
from pipeline.storage.folders import Folder, name_below
from pipeline.tabular.definition import PROBLEMS, definitions
from pipeline.tabular.frame import frame, table_rows
from pipeline.tabular.rows import Row, picked

if TYPE_CHECKING:
    import pandas as pd


def stored_tables(output: Folder) -> dict[str, pd.DataFrame]:
    """The tables of an output folder by name, in the order of docs/tables.md; rows in the order of the bundles.

    Raises ProblemError: what `stored_bundles` says of a file that is no bundle, and `tables-no-bundle`.
    """
    rows: dict[str, list[Row]] = {definition.name: [] for definition in definitions()}
    count = 0
    for place, bundle in _bundles(output):
        count += 1
        for name, found in table_rows(bundle, place):
            rows[name] += found
    if not count:
        raise ProblemError(Problem("tables-no-bundle", "error", "holds no bundle", Location(str(output))))
    rows[PROBLEMS.name] += _problems(output)
    return {definition.name: frame(rows[definition.name], definition) for definition in definitions()}


def _bundles(output: Folder) -> Iterator[tuple[str, dict[str, Any]]]:
    for place, bundle in stored_bundles(output):
        if isinstance(bundle, Problem):
            raise ProblemError(bundle)
        path = name_below(output, place.path)
        yield (path if place.line is None else f"{path}:{place.line}"), bundle


def _problems(output: Folder) -> Iterator[Row]:
    """None where the folder holds bundles of another run than one of convert."""
    file = output / PROBLEMS_FILE
    if file.is_file():
        for line in file.read_bytes().splitlines():
            yield picked(orjson.loads(line), PROBLEMS.columns)
