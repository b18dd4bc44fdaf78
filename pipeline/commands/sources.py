"""The monographs that bundles were made from: found by the hash that a bundle states, compared place by place."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from typing import Any

from pipeline.problems import Problem, ProblemError
from pipeline.read import Input, read_bytes
from pipeline.validate.traceability import verify
from pipeline.validate.tree import entries_of


def compared(bundle: dict[str, Any], sources: Mapping[str, Input]) -> tuple[Problem, ...]:
    """What does not hold of the places that a bundle names in its source."""
    item = sources.get(_stated_hash(bundle))
    if item is None:
        message = "no monograph of the source folder has the bytes that this was made from (changed since, or missing)"
        return (Problem("verify-no-source", "error", message),)
    return verify(bundle, read_bytes(item))


def by_hash(inputs: tuple[Input, ...]) -> dict[str, Input]:
    """The inputs by the base64 of their SHA-1, as FHIR's Attachment.hash has it; what cannot be read is left out."""
    found = {}
    for item in inputs:
        try:
            digest = hashlib.sha1(read_bytes(item), usedforsecurity=False).digest()
        except ProblemError:
            continue
        found[base64.b64encode(digest).decode()] = item
    return found


def _stated_hash(bundle: dict[str, Any]) -> str:
    for entry in entries_of(bundle):
        match entry.get("resource"):
            case {"resourceType": "DocumentReference", "content": [{"attachment": {"hash": str(digest)}}, *_]}:
                return digest
    return ""
