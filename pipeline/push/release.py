"""Which FHIR release a bundle is written in, as far as it shows."""

from __future__ import annotations

from typing import Any

from pipeline.validate.tree import entries_of


def release_of(bundle: dict[str, Any]) -> str | None:
    """R5 or R4B by elements that only one of them has; None where the bundle has none of these.

    A Group states `membership` in R5 and `actual` before; an attachment's size is an integer64 in R5, in JSON a string.
    """
    for entry in entries_of(bundle):
        match entry.get("resource"):
            case {"resourceType": "Group", "membership": _}:
                return "R5"
            case {"resourceType": "Group", "actual": _}:
                return "R4B"
            case {"resourceType": "DocumentReference", "content": [{"attachment": {"size": size}}, *_]}:
                return "R5" if isinstance(size, str) else "R4B"
    return None
