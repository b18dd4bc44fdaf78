"""Writes monographs that are varied from others: `python -m tools.generate_corpus DIR --count 50000 --from FOLDER`.

The same for the same originals, number and seed. Each has a name (and so ids) of its own, other amounts of milligrams,
and lacks some items of its lists. They stand in folders of 1,000: the first of many are those of a few.
"""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.bench.corpus import generate, samples_directory


@click.command()
@click.argument("place", type=click.Path(file_okay=False, path_type=Path), metavar="DIR")
@click.option("--count", type=click.IntRange(min=1), default=1000, show_default=True)
@click.option(
    "--from",
    "originals",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=samples_directory(),
    help="Where the originals are; by default the samples.",
)
@click.option("--seed", type=int, default=0, show_default=True)
def main(place: Path, count: int, originals: Path, seed: int) -> None:
    """Writes so many variants below DIR, which must hold nothing else."""
    if place.is_dir() and any(place.iterdir()):
        raise click.UsageError(f"'{place}' is not empty")
    made = generate(originals, count, seed, place)
    if not made.inputs:
        raise click.UsageError(f"there is no monograph below '{originals}' to vary")
    click.echo(f"{len(made.inputs):,} monographs, {made.size / 1e6:,.1f} MB")


if __name__ == "__main__":
    main()
