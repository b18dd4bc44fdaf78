"""Other ids for the resources of an output, so that a server may have them beside the first."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

Rename = Callable[[str], str]


def renamed(output: Path, rename: Rename) -> None:
    """In every bundle and every reference. A new id must be as long as the old one: many are as long as FHIR allows."""
    for file in output.glob("*.json"):
        bundle = json.loads(file.read_text())
        if bundle.get("resourceType") == "Bundle":
            names = {entry["resource"]["id"] for entry in bundle["entry"]}
            file.write_text(json.dumps(_renamed(bundle, names, rename)))


def mirrored(name: str) -> str:
    return name[::-1]


def _renamed(value: Any, names: set[str], rename: Rename) -> Any:
    if isinstance(value, dict):
        return {name: _renamed(item, names, rename) for name, item in value.items()}
    if isinstance(value, list):
        return [_renamed(item, names, rename) for item in value]
    if isinstance(value, str):
        kind, slash, name = value.rpartition("/")
        return f"{kind}{slash}{rename(name)}" if name in names else value
    return value
