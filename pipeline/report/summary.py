"""The end of a run in a few lines, made from the totals of its records."""

from __future__ import annotations

from typing import TextIO

from pipeline.deliver.totals import Totals
from pipeline.report.table import Table, write_table


def write_summary(totals: Totals, stream: TextIO) -> None:
    """The table of facts, if there are any, then the counts of monographs and of sentences."""
    if totals.facts:
        write_table(fact_counts(totals), stream)
    heaps = totals.sentences
    stream.write(
        f"{totals.converted:,} of {totals.monographs:,} monographs converted\n"
        f"Sentences of fact-bearing sections: {heaps['covered']:,} back a fact, {heaps['filler']:,} state none, "
        f"{heaps['residue']:,} are left over (residue.jsonl)\n"
    )


def fact_counts(totals: Totals) -> Table:
    """For each kind of fact: how many, in how many monographs, and the median of those that have any."""
    rows = [(kind, facts, totals.spread[kind].total(), totals.median(kind)) for kind, facts in totals.facts.items()]
    return Table("Facts", ("kind", "facts", "monographs", "median"), rows)
