"""SNOMED CT: an RF2 snapshot, or a plain list of concepts such as the Global Patient Set."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pipeline.problems import Location
from pipeline.terminology.readers.files import Files, Layout, fault, opened
from pipeline.terminology.readers.release import Release, concept
from pipeline.terminology.vocabulary import Concept, Vocabulary

SYSTEM = "http://snomed.info/sct"
# Release File Specification, 4.2.1, 4.2.2 and 5.2.2.1.
CONCEPT = Layout("\t", ("id", "effectiveTime", "active", "moduleId", "definitionStatusId"), header=True)
DESCRIPTION = Layout(
    "\t",
    (
        "id", "effectiveTime", "active", "moduleId", "conceptId", "languageCode", "typeId", "term",
        "caseSignificanceId",
    ),
    header=True,
)  # fmt: skip
LANGUAGE = Layout(
    "\t",
    ("id", "effectiveTime", "active", "moduleId", "refsetId", "referencedComponentId", "acceptabilityId"),
    header=True,
)
_FILES = {
    "concept": r"x?sct2_Concept_\w*Snapshot_.*\.txt",
    "description": r"x?sct2_Description_\w*Snapshot-en.*\.txt",
    "language": r"x?der2_cRefset_Language\w*Snapshot-en.*\.txt",
}
_TAGGED = re.compile(r"(?P<name>.+) \((?P<tag>[^()]+)\)")


@dataclass(frozen=True, slots=True)
class _Head:
    """What a fully specified name says, and where it stands."""

    name: str
    kind: str
    place: Location


def read(release: Release) -> Vocabulary:
    """Raises ProblemError `terminology-bad-release`."""
    with opened(release.place) as files:
        found = {kind: files.matching(pattern) for kind, pattern in _FILES.items()}
        if not found["concept"]:
            return release.vocabulary("SNOMED CT", SYSTEM, tuple(_listed(files, release)), name="snomed")
        concepts = tuple(_snapshot(files, found, release))
    return release.vocabulary("SNOMED CT", SYSTEM, concepts, name="snomed", version=_version(found["concept"][0]))


def _snapshot(files: Files, found: Mapping[str, list[str]], release: Release) -> Iterator[Concept]:
    """Concepts by their fully specified names; only then their other names, since most concepts are left out."""
    if not found["description"]:
        raise fault("holds no snapshot of English descriptions", Location(str(release.place)))
    active = {row[0] for name in found["concept"] for _, row in files.rows(name, CONCEPT) if row[2] == "1"}
    heads: dict[str, _Head] = {}
    for place, code, _, term in _descriptions(files, found["description"], release.rules["fully-specified-name"]):
        head = _head(term, place, release.rules) if code in active else None
        if head is not None:
            heads[release.code(code, SYSTEM, place)] = head
    names: dict[str, dict[str, str]] = defaultdict(dict)
    for _, code, term_id, term in _descriptions(files, found["description"], release.rules["synonym"]):
        if code in heads:
            names[code][term_id] = term
    ranks = _ranks(files, found["language"], release.rules)
    for code, head in heads.items():
        usual = {term_id: term for term_id, term in names[code].items() if not ranks or term_id in ranks}
        label = _preferred(usual, ranks, len(release.rules["languages"])) or head.name
        yield concept(code, label, [head.kind], (head.name, *usual.values()), head.place)


def _descriptions(files: Files, names: list[str], sort: str) -> Iterator[tuple[Location, str, str, str]]:
    """Place, concept, own id and term of the active descriptions of one type."""
    for name in names:
        for place, (term_id, _, state, _, code, _, type_id, term, _) in files.rows(name, DESCRIPTION):
            if state == "1" and type_id == sort:
                yield place, code, term_id, term


def _head(full: str, place: Location, rules: Mapping[str, Any]) -> _Head | None:
    """None where the semantic tag is none of those that are coded."""
    match = _TAGGED.fullmatch(full)
    kind = rules["kinds"].get(match["tag"]) if match else None
    return _Head(match["name"], kind, place) if match and kind else None


def _ranks(files: Files, names: list[str], rules: Mapping[str, Any]) -> dict[str, int]:
    """Descriptions of the language reference sets -> the place of the set that prefers them, or past the last."""
    ranks: dict[str, int] = {}
    languages: list[str] = rules["languages"]
    for name in names:
        for _, (_, _, state, _, refset, term_id, acceptability) in files.rows(name, LANGUAGE):
            if state == "1":
                preferred = refset in languages and acceptability == rules["preferred"]
                rank = languages.index(refset) if preferred else len(languages)
                ranks[term_id] = min(rank, ranks.get(term_id, rank))
    return ranks


def _preferred(terms: Mapping[str, str], ranks: Mapping[str, int], none: int) -> str | None:
    """The term that the first language reference set prefers; None where all have the rank `none`."""
    found = sorted((rank, term_id) for term_id in terms if (rank := ranks.get(term_id, none)) < none)
    return terms[found[0][1]] if found else None


def _version(name: str) -> str:
    """The URI of the international edition of that date; another edition does not say in a file's name which it is."""
    match = re.search(r"_INT_(\d{8})\.txt$", name)
    return f"{SYSTEM}/900000000000207008/version/{match[1]}" if match else ""


def _listed(files: Files, release: Release) -> Iterator[Concept]:
    names = files.matching(r".*\.(txt|tsv)")
    if len(names) != 1:
        message = "holds neither an RF2 snapshot (sct2_Concept_Snapshot_...txt) nor one list of concepts"
        raise fault(message, Location(str(release.place)))
    rules = release.rules
    columns: dict[str, int] = {}
    for number, line in files.lines(names[0], ("utf-8-sig",)):
        cells, place = line.split("\t"), Location(files.shown(names[0]), number)
        if not columns:
            columns = _columns(cells, rules["columns"], place)
            width = len(cells)
            continue
        if len(cells) != width:
            raise fault(f"{width} columns are wanted, not {len(cells)}", place)
        cell = {role: cells[column].strip() for role, column in columns.items()}
        head = _head(cell["name"], place, rules) if cell.get("active", "1") == "1" else None
        if head is not None:
            code = release.code(cell["code"], SYSTEM, place)
            yield concept(code, cell.get("display") or head.name, [head.kind], [head.name], place)


def _columns(heads: list[str], known: dict[str, list[str]], place: Location) -> dict[str, int]:
    """Role -> column, by what the header calls them."""
    lower = [head.strip().casefold().replace("_", " ") for head in heads]
    columns = {role: lower.index(name) for role, names in known.items() for name in names[::-1] if name in lower}
    if not {"code", "name"} <= columns.keys():
        message = (
            f"a column of codes ({', '.join(known['code'])}) and one of names ({', '.join(known['name'])}) are wanted"
        )
        raise fault(message, place)
    return columns
