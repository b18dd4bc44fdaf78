"""Bundles -> rows by table -> a DataFrame each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pipeline.tabular.definition import CODES, PROBLEMS, Definition, definitions
from pipeline.tabular.rows import Row, code_rows, rows_of

if TYPE_CHECKING:
    import pandas as pd


def table_rows(bundle: Mapping[str, Any], place: str) -> Iterator[tuple[str, list[Row]]]:
    """What a bundle adds to each table, `problems` left out; `place` is the `bundle` of its rows."""
    for definition in definitions():
        if definition is not PROBLEMS:
            read = code_rows(bundle, place) if definition is CODES else rows_of(bundle, place, definition)
            yield definition.name, list(read)


def frame(rows: Sequence[Row], definition: Definition) -> pd.DataFrame:
    """With all columns and their types, also where there is no row."""
    import pandas as pd  # noqa: PLC0415 - half a second that only tables need

    found = pd.DataFrame(rows, columns=[column.name for column in definition.columns], dtype=object)
    return found.astype({column.name: column.dtype for column in definition.columns})
