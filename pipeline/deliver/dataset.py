"""What the bundles say as Parquet datasets, a folder for each table, made while the bundles are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, BinaryIO

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

if TYPE_CHECKING:
    from pyarrow.parquet import ParquetWriter

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
            (definition.name, number): _Part(definition, files.enter_context(replacing(folder / name)))
            for definition in definitions()
            for number in range(partitions)
            for name in [_name(definition, number)]
        }
        lines = Counter[str]()

        def deliver(outcome: Outcome) -> Place | None:
            place = deliver_bundle(outcome)
            number = partition_of(outcome.path, partitions)
            for name, rows in _rows(outcome, place, lines):
                parts[name, number].add(rows)
            return place

        yield deliver
        for part in parts.values():
            part.close()
    _remove_others(folder, {_name(definition, number) for definition in definitions() for number in range(partitions)})


def _rows(outcome: Outcome, place: Place | None, lines: Counter[str]) -> Iterator[tuple[str, list[Row]]]:
    problems = ({"monograph": outcome.path, **asdict(problem)} for problem in outcome.problems)
    yield PROBLEMS.name, [picked(problem, PROBLEMS.columns) for problem in problems]
    if place is not None and outcome.ok and isinstance(outcome.bundle, bytes):
        lines[place.file] += 1
        yield from table_rows(orjson.loads(outcome.bundle), f"{place.file}:{lines[place.file]}")


class _Part:
    """One file of a dataset. It is written in row groups, so that few rows wait in memory."""

    def __init__(self, definition: Definition, stream: BinaryIO) -> None:
        import pyarrow as pa  # noqa: PLC0415 - an extra
        from pyarrow.parquet import ParquetWriter  # noqa: PLC0415

        self._definition = definition
        self._schema = pa.Schema.from_pandas(frame([], definition), preserve_index=False)
        self._writer: ParquetWriter = ParquetWriter(stream, self._schema)
        self._rows: list[Row] = []

    def add(self, rows: list[Row]) -> None:
        self._rows += rows
        if len(self._rows) >= ROW_GROUP:
            self._flush()

    def close(self) -> None:
        self._flush()
        self._writer.close()

    def _flush(self) -> None:
        import pyarrow as pa  # noqa: PLC0415 - an extra

        if self._rows:
            self._writer.write_table(pa.Table.from_pandas(frame(self._rows, self._definition), schema=self._schema))
            self._rows = []


def _name(definition: Definition, number: int) -> str:
    return f"{TABLES}/{definition.name}/part-{number:05}{SUFFIX}"


def _remove_others(folder: Folder, own: set[str]) -> None:
    for name in files_below(folder, SUFFIX):
        if name.startswith(f"{TABLES}/") and name not in own:
            (folder / name).unlink(missing_ok=True)
