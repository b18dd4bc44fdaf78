"""NCI Thesaurus: routes of administration and dosage forms, as the CDISC SDTM terminology lists them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from pipeline.terminology.vocabulary import Concept, synonyms_of
from tools.vocabularies.table import Built

CODELISTS = {"ncit-routes": ("C66729", "route"), "ncit-dose-forms": ("C66726", "dose-form")}


def build(packages: Path) -> Iterator[Built]:
    path = packages / "usdm4" / "ct" / "cdisc" / "library_cache" / "library_cache_all.yaml"
    with path.open(encoding="utf-8") as file:
        library = yaml.load(file, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    for name, (codelist, kind) in CODELISTS.items():
        listed = library[codelist]
        yield Built(
            name,
            f"NCI Thesaurus, {listed['submissionValue']}",
            "http://ncicb.nci.nih.gov/xml/owl/EVS/Thesaurus.owl",
            listed["source"]["effective_date"],
            "usdm4==0.29.0",
            "CC BY 4.0 (NCI EVS)",
            f"{listed['preferredTerm']}, NCI Enterprise Vocabulary Services.",
            tuple(_concept(term, kind) for term in listed["terms"]),
        )


def _concept(term: dict[str, Any], kind: str) -> Concept:
    names = [term["submissionValue"], *term.get("synonyms", ())]
    return Concept(term["conceptId"], term["preferredTerm"], (kind,), synonyms_of(term["preferredTerm"], names))
