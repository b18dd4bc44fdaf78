"""A measurement as tables for people."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.bench.measurement import Compared, Measurement
from pipeline.report.table import Cell, Table


def tables(measured: Measurement) -> Iterator[Table]:
    yield _conversion(measured)
    yield _stages(measured)
    yield Table(
        "Start-up, in a fresh process",
        ("command", "CPU ms", "elapsed ms", "what it loads and does"),
        [(start.name, round(start.cpu_ms), round(start.elapsed_ms), start.about) for start in measured.starts],
    )
    yield Table("Pieces of work", ("a second", "what"), [(piece.per_second, piece.name) for piece in measured.pieces])
    yield _comparisons(measured)


def _conversion(measured: Measurement) -> Table:
    whole, corpus = measured.conversion, measured.corpus
    peak = "not known" if measured.peak_memory_mb is None else f"{measured.peak_memory_mb:.0f} MB"
    rows = [
        ("monographs", f"{corpus.documents:,}, {corpus.megabytes} MB{' (generated)' if corpus.generated else ''}"),
        ("monographs a second", f"{whole.documents_per_second:,}"),
        ("MB a second", f"{whole.megabytes_per_second}"),
        ("peak memory", peak),
        ("version", f"monofhir {measured.version}, Python {measured.python}"),
    ]
    return Table("One core, all checks on, from file to file", ("what", "measured"), rows)


def _stages(measured: Measurement) -> Table:
    rows = [
        (f"  {stage.name}" if stage.part_of else stage.name, f"{stage.ms_per_document:.3f}", 100 * stage.share)
        for stage in measured.stages
    ]
    return Table("Stages", ("stage", "ms a monograph", "%"), rows)


def _comparisons(measured: Measurement) -> Table:
    whole = measured.conversion
    ours: tuple[Cell, ...] = (
        "monofhir, all of it",
        f"{whole.documents_per_second:,.1f}",
        f"{whole.megabytes_per_second:.2f}",
        "1.00",
        "reads, converts with all checks on, and writes",
    )
    heads = ("of the same monographs", "a second", "MB a second", "times monofhir", "what it does")
    return Table("Comparisons", heads, [ours, *(_compared(one) for one in measured.comparisons)])


def _compared(one: Compared) -> tuple[Cell, ...]:
    if one.rate is None:
        return (one.name, "-", "-", "-", f"{one.missing}; {one.about}")
    rate = one.rate
    figures = f"{rate.documents_per_second:,.1f}", f"{rate.megabytes_per_second:.2f}", f"{one.times_monofhir:,.2f}"
    return (one.name, *figures, one.about)
