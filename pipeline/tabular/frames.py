"""An output folder -> a DataFrame for each table, also for those without a row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from pipeline.deliver.records import PROBLEMS as PROBLEMS_FILE
from pipeline.deliver.stored import stored_bundles
from pipeline.problems import Location, Problem, ProblemError
from pipeline.tabular.definition import CODES, PROBLEMS, Definition, definitions
from pipeline.tabular.rows import Row, code_rows, picked, rows_of

if TYPE_CHECKING:
    import pandas as pd


def frames(output: Path) -> dict[str, pd.DataFrame]:
    """The tables of an output folder by name, in the order of docs/tables.md; rows in the order of the bundles.

    Raises ProblemError: what `stored_bundles` says of a file that is no bundle, and `tables-no-bundle`.
    """
    rows: dict[str, list[Row]] = {definition.name: [] for definition in definitions()}
    count = 0
    for place, bundle in _bundles(output):
        count += 1
        for definition in definitions():
            rows[definition.name] += _rows(bundle, place, definition)
    if not count:
        raise ProblemError(Problem("tables-no-bundle", "error", "holds no bundle", Location(str(output))))
    rows[PROBLEMS.name] += _problems(output)
    return {definition.name: _frame(rows[definition.name], definition) for definition in definitions()}


def _bundles(output: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    for place, bundle in stored_bundles(output):
        if isinstance(bundle, Problem):
            raise ProblemError(bundle)
        path = Path(place.path).relative_to(output).as_posix()
        yield (path if place.line is None else f"{path}:{place.line}"), bundle


def _rows(bundle: dict[str, Any], place: str, definition: Definition) -> Iterable[Row]:
    if definition is CODES:
        return code_rows(bundle, place)
    return () if definition is PROBLEMS else rows_of(bundle, place, definition)


def _problems(output: Path) -> Iterator[Row]:
    """None where the folder holds bundles of another run than one of convert."""
    file = output / PROBLEMS_FILE
    if file.is_file():
        for line in file.read_bytes().splitlines():
            yield picked(orjson.loads(line), PROBLEMS.columns)


def _frame(rows: list[Row], definition: Definition) -> pd.DataFrame:
    import pandas as pd  # noqa: PLC0415 - half a second that only tables need

    frame = pd.DataFrame(rows, columns=[column.name for column in definition.columns], dtype=object)
    return frame.astype({column.name: column.dtype for column in definition.columns})
