"""How much of a run was understood, from its records: by section, by rule of the filler, by pattern of the residue."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import orjson

from pipeline.model.coverage import HEAPS, Counts
from pipeline.report.table import Table, write_csv

Rows = Sequence[Mapping[str, Any]]


def total(counts: Rows) -> Counts:
    """All sentences of the run."""
    heaps = (Counts(row["covered"], row["filler"], row["residue"]) for row in counts)
    return sum(heaps, Counts())


def by_section(counts: Rows) -> Table:
    """The sections, the one with most sentences first."""
    import pandas as pd  # noqa: PLC0415 - half a second that only this command needs

    table = pd.DataFrame(list(counts)).groupby("section")[list(HEAPS)].sum().reset_index()
    table["share"] = 1000 * (table["covered"] + table["filler"]) // table["sentences"] / 10
    table = table.sort_values(["sentences", "section"], ascending=[False, True])
    return _table("Sentences by section", table)


def by_group(title: str, lines: Rows, column: str, top: int) -> Table:
    """The `top` most frequent pairs of section and `column`, each with the first of its sentences."""
    import pandas as pd  # noqa: PLC0415

    frame = pd.DataFrame(list(lines), columns=["section", column, "monograph", "line", "text"])
    frame["place"] = frame["monograph"] + ":" + frame["line"].astype(str)
    groups = frame.groupby(["section", column], sort=False)
    table = groups.agg(sentences=("text", "size"), place=("place", "first"), example=("text", "first")).reset_index()
    table = table.sort_values(["sentences", "section", column], ascending=[False, True, True])
    return _table(title, table[["sentences", "section", column, "place", "example"]].head(top))


def share(counts: Counts) -> float:
    """Covered or filler, in percent, rounded down: 100.0 only where nothing is left over, as `--fail-under` has it."""
    return 1000 * (counts.covered + counts.filler) // counts.sentences / 10


def totals_line(counts: Counts) -> str:
    return (
        f"{counts.sentences:,} sentences of fact-bearing sections: {counts.covered:,} back a fact, "
        f"{counts.filler:,} are filler, {counts.residue:,} are residue; {share(counts):.1f} % covered or filler\n"
    )


def _json(table: Table, counts: Counts) -> str:
    rows = [dict(zip(table.heads, row, strict=True)) for row in table.rows]
    report = {"total": {**counts.as_dict(), "share": share(counts)}, "rows": rows}
    return orjson.dumps(report, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE).decode()


def _csv(table: Table, _counts: Counts) -> str:
    stream = io.StringIO()
    write_csv(table, stream)
    return stream.getvalue()


def _table(title: str, frame: Any) -> Table:
    return Table(title, tuple(frame.columns), frame.astype(object).to_numpy().tolist())


# Text, which a terminal shows as a drawn table, is written by `table`.
FORMATS: Mapping[str, Callable[[Table, Counts], str] | None] = {"text": None, "json": _json, "csv": _csv}
