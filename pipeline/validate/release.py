"""Which FHIR release a resource is of, where nobody says so."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pipeline.validate import definitions, structure
from pipeline.validate.definitions import RELEASES, Release
from pipeline.validate.tree import Tree, entries_of

HL7 = "http://hl7.org/fhir/StructureDefinition/"
VERSIONS: Mapping[Release, str] = {"r5": "5.0", "r4b": "4.3"}


def release_of(resource: dict[str, Any]) -> Release:
    """The FHIR release that a profile or version names, else the one that knows more of the elements; R5 for a tie.

    The definitions cover few types; of others the models say which release refuses more.
    """
    named = _named(resource)
    if named:
        return named
    trees = {release: Tree(resource, definitions.load(release)) for release in RELEASES}
    if not any(tree.unknown for tree in trees.values()):
        return min(RELEASES, key=lambda release: sum(1 for _ in structure.check(trees[release])))
    return min(RELEASES, key=lambda release: trees[release].unknown)


def _named(resource: dict[str, Any]) -> Release | None:
    """What the version of a profile of HL7's own says: `http://hl7.org/fhir/StructureDefinition/Medication|4.3.0`."""
    for one in (resource, *(entry.get("resource") for entry in entries_of(resource))):
        meta = one.get("meta") if isinstance(one, dict) else None
        profiles = meta.get("profile") if isinstance(meta, dict) else None
        for profile in profiles if isinstance(profiles, list) else ():
            address, _, version = str(profile).partition("|")
            if address.startswith(HL7):
                for release, number in VERSIONS.items():
                    if version.startswith(number):
                        return release
    return None
