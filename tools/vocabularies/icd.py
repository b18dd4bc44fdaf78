"""ICD-10-CM: the titles of the tabular list. What a code includes is no synonym of it, so inclusion terms stay out."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from xml.etree import ElementTree

from pipeline.terminology.vocabulary import Concept
from tools.vocabularies.table import Built

LAST_CHAPTER = "S"  # injuries, external causes and factors of contact are no indications


def build(packages: Path) -> Built:
    path = next((packages / "simple_icd_10_cm" / "data").glob("icd10c-tabular-*.xml"))
    root = ElementTree.parse(path).getroot()
    release = datetime.strptime(path.stem.removeprefix("icd10c-tabular-"), "%B-%d-%Y").date().isoformat()
    concepts = []
    for diagnosis in root.iter("diag"):
        code, title = diagnosis.findtext("name"), diagnosis.findtext("desc")
        if code and title and code < LAST_CHAPTER:
            concepts.append(Concept(code, title, ("condition",)))
    return Built(
        "icd10cm",
        "ICD-10-CM",
        "http://hl7.org/fhir/sid/icd-10-cm",
        release,
        "simple-icd-10-cm==1.5.0",
        "public domain (National Center for Health Statistics)",
        "ICD-10-CM is published by the National Center for Health Statistics, United States.",
        tuple(concepts),
    )
