"""What the bundles say as Parquet datasets, a folder for each table, made while the bundles are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict

import orjson

from pipeline.deliver.atomic import replacing
from pipeline.deliver.ndjson import ndjson, partition_of
from pipeline.deliver.place import Place
from pipeline.deliver.tables import need_library
from pipeline.model.outcome import Outcome
from pipeline.storage.folders import Folder, files_below
from pipeline.tabular.definition import PROBLEMS, Definition, definitions
from pipeline.tabular.frame import frame, table_rows
from pipeline.tabular.rows import Row, picked

TABLES, SUFFIX = "tables", ".parquet"
# So many rows of a table wait in memory; as many are then a row group.
ROW_GROUP = 20_000


@contextmanager
def parquet(folder: Folder, keep_invalid: bool, partitions: int = 1) -> Iterator[Callable[[Outcome], Place | None]]:
    """Writes the bundles as `ndjson` does, and `tables/NAME/part-00000.parquet` for each table and partition.

    A dataset has the columns and types of docs/tables.md; its rows are in the order of the bundles. Parts that an
    earlier run left are removed. Raises ProblemError (`tables-no-library`).
    """
    need_library("parquet")
    with ndjson(folder, keep_invalid, partitions) as deliver_bundle, ExitStack() as files:
        parts = {
            (definition.name, number): files.enter_context(_part(folder / _name(definition, number), definition))
            for definition in definitions()
            for number in range(partitions)
        }
        lines = Counter[str]()

        def deliver(outcome: Outcome) -> Place | None:
            place = deliver_bundle(outcome)
            number = partition_of(outcome.path, partitions)
            for name, rows in _rows(outcome, place, lines):
                parts[name, number](rows)
            return place

        yield deliver
    _remove_others(folder, {_name(definition, number) for definition in definitions() for number in range(partitions)})


def _rows(outcome: Outcome, place: Place | None, lines: Counter[str]) -> Iterator[tuple[str, list[Row]]]:
    problems = ({"monograph": outcome.path, **asdict(problem)} for problem in outcome.problems)
    yield PROBLEMS.name, [picked(problem, PROBLEMS.columns) for problem in problems]
    if place is not None and outcome.ok and isinstance(outcome.bundle, bytes):
        lines[place.file] += 1
        yield from table_rows(orjson.loads(outcome.bundle), f"{place.file}:{lines[place.file]}")


@contextmanager
def _part(file: Folder, definition: Definition) -> Iterator[Callable[[list[Row]], None]]:
    """Takes the rows of one file of a dataset, and writes them in row groups, so that few wait in memory."""
    import pyarrow as pa  # noqa: PLC0415 - an extra
    from pyarrow.parquet import ParquetWriter  # noqa: PLC0415

    schema = pa.Schema.from_pandas(frame([], definition), preserve_index=False)
    waiting: list[Row] = []
    with replacing(file) as stream, ParquetWriter(stream, schema) as writer:

        def write(least: int) -> None:
            if len(waiting) >= least:
                writer.write_table(pa.Table.from_pandas(frame(waiting, definition), schema=schema))
                waiting.clear()

        def add(rows: list[Row]) -> None:
            waiting.extend(rows)
            write(ROW_GROUP)

        yield add
        write(1)


def _name(definition: Definition, number: int) -> str:
    return f"{TABLES}/{definition.name}/part-{number:05}{SUFFIX}"


def _remove_others(folder: Folder, own: set[str]) -> None:
    for name in files_below(folder, SUFFIX):
        if name.startswith(f"{TABLES}/") and name not in own:
            (folder / name).unlink(missing_ok=True)
