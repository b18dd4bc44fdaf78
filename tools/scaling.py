"""How time and memory grow with the monographs: `python -m tools.scaling --from FOLDER` measures, and writes the table.

Each row is `monofhir convert` in processes of its own on monographs varied from those of FOLDER: a first run, one in
which nothing has changed, and one in which a single monograph has. Rows take the place of those of the same number and
way in docs/scaling.json, from which the table of docs/scaling.md is written. Linux only.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
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
BEGIN, END = "<!-- python -m tools.scaling writes this {} -->\n", "<!-- end of the {} -->"
HOUR = 3600
WAYS: Mapping[str, tuple[str, ...]] = {
    "1 process": ("--jobs", "1"),
    "2 processes": ("--jobs", "2"),
    "Dask, 2 workers": ("--cluster", "local", "--jobs", "2"),
}
COLUMNS: Mapping[str, Callable[[Row], str]] = {
    "monographs": lambda row: f"{row.documents:,}",
    "in": lambda row: row.way,
    "s": lambda row: f"{row.first.seconds:,.0f}",
    "a second": lambda row: f"{row.documents / row.first.seconds:,.1f}",
    "CPU s": lambda row: f"{row.first.cpu_seconds:,.0f}",
    "a CPU second": lambda row: f"{row.documents / row.first.cpu_seconds:,.1f}",
    "parent CPU s": lambda row: f"{row.first.parent_cpu_seconds:,.1f}",
    "others": lambda row: f"{row.first.others:.1f}",
    "parent MB": lambda row: f"{row.first.parent_mb:.0f}",
    "worker MB": lambda row: f"{row.first.workers_mb:.0f}",
    "unchanged CPU s": lambda row: f"{row.unchanged.cpu_seconds:.1f}",
    "one changed CPU s": lambda row: f"{row.one_changed.cpu_seconds:.1f}",
}


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
    return "".join(map(_line, (COLUMNS, ["---"] * len(COLUMNS), *map(_cells, rows))))


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |\n"


def _cells(row: Row) -> list[str]:
    return [cell(row) for cell in COLUMNS.values()]


def hours(rows: Sequence[Row]) -> str:
    """What the largest counts say of an hour, in CPU seconds: of a core, of one machine, and of any number of them.

    The bound is what the parent itself does for each further monograph: the rest is done by as many as there are.
    """
    lines: list[Sequence[str]] = [("way", "monographs an hour"), ("---", "---")]
    for way in WAYS:
        found = [row for row in rows if row.way == way]
        if not found:
            continue
        last, cores = found[-1], 1 if way == "1 process" else 2
        rate = cores * last.documents / last.first.cpu_seconds
        lines.append((f"{way}, {cores} core{'s' * (cores > 1)}", f"{HOUR * rate:,.0f}"))
        if cores > 1 and len(found) > 1:
            first = found[0]
            more = last.documents - first.documents
            bound = more / (last.first.parent_cpu_seconds - first.first.parent_cpu_seconds)
            lines.append((f"{way.partition(',')[0]}: what one parent can hand out and gather", f"{HOUR * bound:,.0f}"))
    return "".join(map(_line, lines))


def known() -> dict[tuple[int, str], Row]:
    rows = msgspec.json.decode(ROWS.read_bytes(), type=list[Row]) if ROWS.exists() else []
    return {(one.documents, one.way): one for one in rows}


def keep(rows: Mapping[tuple[int, str], Row]) -> None:
    """Writes the rows, and the table between its marks on the page."""
    ordered = [rows[key] for key in sorted(rows)]
    ROWS.write_bytes(msgspec.json.format(msgspec.json.encode(ordered), indent=1) + b"\n")
    page = _with(PAGE.read_text(), "table", table(ordered))
    PAGE.write_text(_with(page, "summary", hours(ordered)))


def _with(page: str, what: str, content: str) -> str:
    """The page with other lines between the marks."""
    begin, end = BEGIN.format(what), END.format(what)
    head, _, rest = page.partition(begin)
    return head + begin + content + end + rest.partition(end)[2]


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
    click.echo(_line(COLUMNS), nl=False)
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
