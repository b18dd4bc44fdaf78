"""The conformance resources of a FHIR release, read from the Maven artifact that carries them."""

from __future__ import annotations

import io
import json
import tarfile
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree

BASE = "http://hl7.org/fhir/StructureDefinition/"
FHIR = "{http://hl7.org/fhir}"

Json = dict[str, Any]

# Elements that FHIR lists, as far as they are read here; in XML one of them looks like a single one.
LISTED = frozenset({
    "concept", "constraint", "element", "exclude", "extension", "filter", "include", "profile", "targetProfile", "type",
    "valueSet",
})  # fmt: skip
# Lists of plain values, by the element that holds them: elsewhere the same names are single.
PLAIN_LISTED = {"type": {"profile", "targetProfile"}, "include": {"valueSet"}, "exclude": {"valueSet"}}


@dataclass(frozen=True)
class Release:
    """A FHIR release, what it was taken from, and how its conformance resources are read from that."""

    version: str
    source: str
    read: Callable[[zipfile.ZipFile], Iterator[Json]]


def _from_package(archive: zipfile.ZipFile) -> Iterator[Json]:
    packed = io.BytesIO(archive.read("org/hl7/fhir/r5/packages/hl7.fhir.r5.core-5.0.0.tgz"))
    with tarfile.open(fileobj=packed) as package:
        for member in package:
            name = member.name.removeprefix("package/")
            if name.startswith(("StructureDefinition-", "ValueSet-", "CodeSystem-")) and name.endswith(".json"):
                yield json.load(package.extractfile(member))  # type: ignore[arg-type]


def _from_xml(archive: zipfile.ZipFile) -> Iterator[Json]:
    for name in ("profile/profiles-resources", "profile/profiles-types", "valueset/valuesets"):
        root = ElementTree.fromstring(archive.read(f"org/hl7/fhir/r4b/model/{name}.xml"))
        for resource in root.iterfind(f"{FHIR}entry/{FHIR}resource/*"):
            if resource.tag.removeprefix(FHIR) in ("StructureDefinition", "ValueSet", "CodeSystem"):
                yield _json(resource)


def _json(element: ElementTree.Element) -> Any:
    """The JSON of a FHIR XML element, all values as text."""
    if "value" in element.attrib and not len(element):
        return element.attrib["value"]
    found: Json = dict(element.attrib)
    for child in element:
        name = child.tag.removeprefix(FHIR)
        if name in LISTED and (len(child) or name in PLAIN_LISTED.get(element.tag.removeprefix(FHIR), ())):
            found.setdefault(name, []).append(_json(child))
        elif name != "text":
            found[name] = _json(child)
    return found


RELEASES = {
    "r5": Release(
        "5.0.0",
        "hl7.fhir.r5.core 5.0.0, from ca.uhn.hapi.fhir:hapi-fhir-validation-resources-r5:8.4.0",
        _from_package,
    ),
    "r4b": Release(
        "4.3.0",
        "HL7's profiles and value sets of FHIR 4.3.0, from ca.uhn.hapi.fhir:hapi-fhir-validation-resources-r4b:8.8.0",
        _from_xml,
    ),
}


class Package:
    """The conformance resources of a FHIR release, by canonical URL."""

    def __init__(self, resources: Iterable[Json]) -> None:
        self.resources: dict[str, Json] = {content["url"]: content for content in resources if "url" in content}

    def structure(self, name: str) -> Json | None:
        return self.resources.get(BASE + name)

    def codes(self, url: str) -> set[str] | None:
        """The codes of a value set; None where it is not listed in full (MIME types, languages)."""
        value_set = self.resources.get(url.partition("|")[0])
        if value_set is None or "compose" not in value_set or "exclude" in value_set["compose"]:
            return None
        codes: set[str] = set()
        for part in value_set["compose"]["include"]:
            found = self._included(part)
            if not found:
                return None
            codes |= found
        return codes

    def _included(self, part: Json) -> set[str] | None:
        if "filter" in part:
            return None
        if "concept" in part:
            return {concept["code"] for concept in part["concept"]}
        if "valueSet" in part:
            found = [self.codes(url) for url in part["valueSet"]]
            return None if None in found else set().union(*(codes for codes in found if codes))
        system = self.resources.get(part["system"].split("|")[0], {})
        return set(_concepts(system["concept"])) if system.get("content") == "complete" else None


def _concepts(concepts: list[Json]) -> Iterator[str]:
    for concept in concepts:
        yield concept["code"]
        yield from _concepts(concept.get("concept", []))
