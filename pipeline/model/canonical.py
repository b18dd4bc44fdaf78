"""The addresses by which our own resources and the extensions on them are known, and what a derivation says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

# Ours. It is also the base of full URLs: a relative reference ("Group/x") resolves inside a Bundle only against one of
# the form [base]/Type/id (http://hl7.org/fhir/R5/bundle.html#references); urn:uuid would ask for references that mean
# nothing once a resource is taken out of its bundle (ndjson, a server that was given single resources).
BASE = "https://monofhir.github.io/fhir"
JUSTIFICATION = f"{BASE}/StructureDefinition/mapping-justification"
# HL7's: where in the monograph an element was read.
DERIVATION = "http://hl7.org/fhir/StructureDefinition/derivation-reference"


def place_of(derivation: Mapping[str, Any]) -> tuple[int, int]:
    """Offsets of the first character and behind the last, in the monograph's text; 0 for what is not stated."""
    parts = {part.get("url"): part.get("valueInteger", 0) for part in derivation.get("extension", ())}
    start = parts.get("offset", 0)
    return start, start + parts.get("length", 0)
