"""How time and memory grow with the monographs: `python -m tools.scaling --from FOLDER` measures, and writes the table.

Each row is `monofhir convert` in processes of its own on monographs varied from those of FOLDER: a first run, one in
which nothing has changed, and one in which a single monograph has. Rows take the place of those of the same number and
way in docs/scaling.json, from which the table of docs/scaling.md is written. Linux only.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory

import click
import msgspec

from pipeline.bench.corpus import generate, samples_directory
from tools.processes import Run, run

DOCS = Path(__file__).resolve().parents[1] / "docs"
ROWS, PAGE = DOCS / "scaling.json", DOCS / "scaling.md"
BEGIN, END = "<!-- python -m tools.scaling writes this table -->\n", "<!-- end of the table -->"
WAYS: Mapping[str, tuple[str, ...]] = {
    "1 process": ("--jobs", "1"),
    "2 processes": ("--jobs", "2"),
}
HEADS = (
    "monographs",
    "in",
    "s",
    "a second",
    "CPU s",
    "a CPU second",
    "parent MB",
    "worker MB",
    "unchanged s",
    "one changed s",
)


@dataclass(frozen=True, slots=True)
class Row:
    documents: int
    way: str
    first: Run
    unchanged: Run
    one_changed: Run


def row(folder: Path, output: Path, way: str) -> Row:
    """Three runs over all monographs below a folder; leaves the folder as it was, and no output."""
    files = sorted(folder.rglob("*.md"))
    command = [sys.executable, "-m", "pipeline", "convert", str(folder), "--output", str(output), "--no-plugged"]
    command += WAYS[way]
    first, unchanged = run(command), run(command)
    before = files[0].read_bytes()
    files[0].write_bytes(before + b"\n")
    one_changed = run(command)
    files[0].write_bytes(before)
    rmtree(output)
    return Row(len(files), way, first, unchanged, one_changed)


def table(rows: Iterable[Row]) -> str:
    return "".join(map(_line, (HEADS, ["---"] * len(HEADS), *map(_cells, rows))))


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |\n"


def _cells(row: Row) -> list[str]:
    first = row.first
    rates = f"{row.documents / first.seconds:,.1f}", f"{row.documents / first.cpu_seconds:,.1f}"
    worker = f"{first.workers_mb:.0f}" if row.way != "1 process" else "-"
    return [
        f"{row.documents:,}",
        row.way,
        f"{first.seconds:,.0f}",
        rates[0],
        f"{first.cpu_seconds:,.0f}",
        rates[1],
        f"{first.parent_mb:.0f}",
        worker,
        f"{row.unchanged.seconds:.1f}",
        f"{row.one_changed.seconds:.1f}",
    ]


def known() -> dict[tuple[int, str], Row]:
    rows = msgspec.json.decode(ROWS.read_bytes(), type=list[Row]) if ROWS.exists() else []
    return {(one.documents, one.way): one for one in rows}


def keep(rows: Mapping[tuple[int, str], Row]) -> None:
    """Writes the rows, and the table between its marks on the page."""
    ordered = [rows[key] for key in sorted(rows)]
    ROWS.write_bytes(msgspec.json.format(msgspec.json.encode(ordered), indent=1) + b"\n")
    head, _, rest = PAGE.read_text().partition(BEGIN)
    PAGE.write_text(head + BEGIN + table(ordered) + END + rest.partition(END)[2])


@click.command()
@click.option(
    "--from",
    "originals",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=samples_directory(),
    help="The monographs to vary; by default the samples.",
)
@click.option("--count", "counts", type=int, multiple=True, default=(1000, 5000, 10_000, 50_000), show_default=True)
@click.option("--way", "ways", type=click.Choice(list(WAYS)), multiple=True, default=tuple(WAYS), show_default=True)
def main(originals: Path, counts: tuple[int, ...], ways: tuple[str, ...]) -> None:
    """Measures every count in every way. Leave the machine alone meanwhile."""
    click.echo(_line(HEADS), nl=False)
    for count in counts:
        with TemporaryDirectory() as place:
            folder = Path(place) / "monographs"
            generate(originals, count, 0, folder)
            for way in ways:
                found = row(folder, Path(place) / "output", way)
                keep({**known(), (count, way): found})
                click.echo(_line(_cells(found)), nl=False)


if __name__ == "__main__":
    main()
