"""MedDRA: the MedAscii folder of a release (Distribution File Format Document).

Each preferred term and each current lowest level term is a concept of its own: a lowest level term may be narrower than
its preferred term, so it is no synonym of it.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.terminology.readers.files import Files, Layout, opened
from pipeline.terminology.readers.release import Release, concept
from pipeline.terminology.vocabulary import Concept, Vocabulary

SYSTEM = "https://www.meddra.org"
# Older releases are in the Western encoding, newer ones in UTF-8.
ENCODINGS = ("utf-8", "latin-1")


def _layout(*columns: str) -> Layout:
    return Layout("$", columns, closed=True, encodings=ENCODINGS)


_OLD = ("whoart_code", "harts_code", "costart_sym", "icd9_code", "icd9cm_code", "icd10_code")
SOC = _layout("soc_code", "soc_name", "soc_abbrev", *_OLD, "jart_code")
PT = _layout("pt_code", "pt_name", "null_field", "pt_soc_code", *_OLD, "jart_code")
LLT = _layout("llt_code", "llt_name", "pt_code", *_OLD, "llt_currency", "jart_code")


def read(release: Release) -> Vocabulary:
    """Raises ProblemError `terminology-bad-release`."""
    with opened(release.place) as files:
        concepts = {found.code: found for found in _concepts(files, release)}
        version = _version(files)
    return release.vocabulary("MedDRA", SYSTEM, concepts.values(), name="meddra", version=version)


def _concepts(files: Files, release: Release) -> Iterator[Concept]:
    rules = release.rules
    without, kind = frozenset(rules["without"]), rules["kind"]
    left_out = {cells[0] for _, cells in files.rows(files.first("soc.asc"), SOC) if cells[1] in without}
    kept: set[str] = set()
    for place, cells in files.rows(files.first("pt.asc"), PT):
        if cells[3] not in left_out:
            kept.add(cells[0])
            yield concept(release.code(cells[0], SYSTEM, place), cells[1], [kind], (), place)
    for place, cells in files.rows(files.first("llt.asc"), LLT):
        if cells[2] in kept and cells[0] not in kept and cells[9] == "Y":
            yield concept(release.code(cells[0], SYSTEM, place), cells[1], [kind], (), place)


def _version(files: Files) -> str:
    """As meddra_release.asc states it; nothing where the release does not have that file."""
    for name in files.matching(r"meddra_release\.asc"):
        for _, line in files.lines(name, ENCODINGS):
            return line.partition("$")[0]
    return ""
