"""The end of a run in a few lines, made from the rows of its summary.json."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TextIO

from pipeline.report.table import Table, write_table

Rows = Sequence[dict[str, Any]]


def write_summary(rows: Rows, stream: TextIO) -> None:
    if any(row["facts"] for row in rows):
        write_table(fact_counts(rows), stream)
    stream.write(_totals(rows))


def fact_counts(rows: Rows) -> Table:
    """For each kind of fact: how many, in how many monographs, and the median of those that have any."""
    import pandas as pd  # noqa: PLC0415 - half a second that only the end of a run needs

    counts = pd.DataFrame([row["facts"] for row in rows])
    kinds = pd.DataFrame({"facts": counts.sum(), "monographs": counts.count(), "median": counts.median()})
    return Table("Facts", ("kind", *kinds.columns), kinds.astype(int).sort_index().reset_index().to_numpy().tolist())


def _totals(rows: Rows) -> str:
    converted = sum(row["converted"] for row in rows)
    counts = {name: sum(row[name] for row in rows) for name in ("covered", "filler", "residue")}
    return (
        f"{converted:,} of {len(rows):,} monographs converted\n"
        f"Sentences of fact-bearing sections: {counts['covered']:,} back a fact, {counts['filler']:,} state none, "
        f"{counts['residue']:,} are left over (residue.jsonl)\n"
    )
