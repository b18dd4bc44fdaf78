"""Our definitions, CodeSystems and ConceptMaps as one FHIR transaction: what a server needs for our codes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pipeline.model.canonical import BASE
from pipeline.rules.files import read_json, shown_as
from pipeline.rules.told import told_by_check
from pipeline.terminology.reviewed import NO_CODE, Row, read_rows
from pipeline.terminology.systems import System, read_systems
from pipeline.terminology.words import Words

# SSSOM predicate -> http://hl7.org/fhir/concept-map-relationship
RELATIONSHIPS = {
    "skos:exactMatch": "equivalent",
    "skos:closeMatch": "related-to",
    "skos:broadMatch": "source-is-narrower-than-target",
    "skos:narrowMatch": "source-is-broader-than-target",
}

FOLDERS = ("structuredefinitions", "codesystems", "conceptmaps")

Json = dict[str, Any]


def published(directory: Path) -> Json:
    """A transaction of our definitions, code systems and maps, and of each table of `codes` as terms and their map.

    Raises ProblemError for what is wrong in a file.
    """
    files = [path for folder in FOLDERS for path in sorted((directory / folder).glob("*.json"))]
    resources = [read_json(path, directory) for path in files]
    with told_by_check(directory):
        systems, words = read_systems(directory), Words.load(directory)
    for path in sorted((directory / "codes").glob("*.tsv")):
        rows = tuple(read_rows(path, shown_as(path, directory)))
        resources += [_terms(path.stem, rows, words), _map(path.stem, rows, systems, words)]
    return {"resourceType": "Bundle", "type": "transaction", "entry": [_entry(resource) for resource in resources]}


def _entry(resource: Json) -> Json:
    place = f"{resource['resourceType']}/{resource['id']}"
    return {"fullUrl": f"{BASE}/{place}", "resource": resource, "request": {"method": "PUT", "url": place}}


def _head(kind: str, name: str, title: str) -> Json:
    identifier = f"monofhir-{name}"
    return {
        "resourceType": kind,
        "id": identifier,
        "url": f"{BASE}/{kind}/{identifier}",
        "name": "".join(part.capitalize() for part in identifier.split("-")),
        "title": title,
        "status": "active",
        "experimental": False,
    }


def _terms(table: str, rows: tuple[Row, ...], words: Words) -> Json:
    """The subjects of a table as a CodeSystem, so that a map can start from them."""
    subjects = {_code(row, words): row.subject for row in rows}
    concepts = [{"code": code, "display": subject} for code, subject in sorted(subjects.items())]
    head = _head("CodeSystem", f"terms-{table}", f"Terms of drug monographs: {table}")
    return {**head, "content": "complete", "count": len(concepts), "concept": concepts}


def _map(table: str, rows: tuple[Row, ...], systems: dict[str, System], words: Words) -> Json:
    by_system: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_system["" if row.object_id == NO_CODE else systems[row.prefix].uri].append(row)
    by_uri = {system.uri: system for system in systems.values()}
    groups = [
        {
            "source": f"{BASE}/CodeSystem/monofhir-terms-{table}",
            **({"target": uri} if uri else {}),
            "element": list(_elements(by_system[uri], by_uri.get(uri), words)),
        }
        for uri in sorted(by_system)
    ]
    return {**_head("ConceptMap", f"map-{table}", f"Reviewed codes: {table}"), "group": groups}


def _elements(rows: list[Row], system: System | None, words: Words) -> Iterator[Json]:
    by_code: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_code[_code(row, words)].append(row)
    for code, same in sorted(by_code.items()):
        element: Json = {"code": code, "display": same[0].subject}
        if system is None:
            yield {**element, "noMap": True}
        else:
            yield {**element, "target": [_target(row, system) for row in same]}


def _target(row: Row, system: System) -> Json:
    return {
        "code": system.code_of(row.object_id),
        "display": row.display,
        "relationship": RELATIONSHIPS[row.predicate],
    }


def _code(row: Row, words: Words) -> str:
    return words.key(row.subject).replace(" ", "-")
