"""RxNorm: ingredients and brand names of RXNCONSO.RRF (RxNorm Technical Documentation, 12.4)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from pipeline.problems import Location
from pipeline.terminology.readers.files import Files, Layout, opened
from pipeline.terminology.readers.release import Release, concept
from pipeline.terminology.vocabulary import Concept, Vocabulary

SYSTEM = "http://www.nlm.nih.gov/research/umls/rxnorm"
CONSO = Layout(
    "|",
    (
        "RXCUI", "LAT", "TS", "LUI", "STT", "SUI", "ISPREF", "RXAUI", "SAUI", "SCUI", "SDUI", "SAB", "TTY", "CODE",
        "STR", "SRL", "SUPPRESS", "CVF",
    ),
    closed=True,
)  # fmt: skip
_LAT, _SAB, _TTY, _STR, _SUPPRESS = (CONSO.columns.index(name) for name in ("LAT", "SAB", "TTY", "STR", "SUPPRESS"))


def read(release: Release) -> Vocabulary:
    """Raises ProblemError `terminology-bad-release`."""
    with opened(release.place) as files:
        concepts = tuple(_concepts(files, release))
    return release.vocabulary("RxNorm", SYSTEM, concepts, name="rxnorm")


def _concepts(files: Files, release: Release) -> Iterator[Concept]:
    rules = release.rules
    labels: dict[str, tuple[str, str, Location]] = {}
    names: dict[str, list[str]] = defaultdict(list)
    for place, cells in files.rows(files.first("RXNCONSO.RRF"), CONSO):
        if (cells[_SAB], cells[_SUPPRESS], cells[_LAT]) != ("RXNORM", "N", "ENG"):
            continue
        code, kind = cells[0], rules["names"].get(cells[_TTY])
        if kind:
            labels[release.code(code, SYSTEM, place)] = (cells[_STR], kind, place)
        elif cells[_TTY] in rules["synonyms"]:
            names[code].append(cells[_STR])
    for code, (label, kind, place) in labels.items():
        yield concept(code, label, [kind], names[code], place)
