"""The least that could be called a conversion: each item of a page in a resource of its own, not understood."""

from __future__ import annotations

from typing import Any

_MARKS = ("- ", "* ", "+ ")


def skeleton(text: str) -> dict[str, Any]:
    """A bundle of one resource for each list item, with its heading; it would pass no check."""
    heading, entries = "", list[dict[str, Any]]()
    for line in text.splitlines():
        words = line.strip()
        if words.startswith("#"):
            heading = words.lstrip("# ")
        elif words.startswith(_MARKS):
            entries.append({"resource": _resource(len(entries), heading, words[2:])})
    return {"resourceType": "Bundle", "type": "collection", "entry": entries}


def _resource(number: int, heading: str, words: str) -> dict[str, Any]:
    return {
        "resourceType": "ClinicalUseDefinition",
        "id": str(number),
        "type": "warning",
        "category": [{"text": heading}],
        "warning": {"description": words},
    }
