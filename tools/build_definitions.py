"""Builds `pipeline/validate/data/r5.json` and `r4b.json` from HL7's own packages of FHIR R5 and R4B.

The packages `hl7.fhir.r5.core` 5.0.0 and `hl7.fhir.r4b.core` 4.3.0 (CC0-1.0) travel inside pinned Maven artifacts:

    mvn dependency:copy -Dartifact=ca.uhn.hapi.fhir:hapi-fhir-validation-resources-r5:8.4.0 -DoutputDirectory=.
    mvn dependency:copy -Dartifact=ca.uhn.hapi.fhir:hapi-fhir-validation-resources-r4b:8.8.0 -DoutputDirectory=.
    python tools/build_definitions.py r5 hapi-fhir-validation-resources-r5-8.4.0.jar
    python tools/build_definitions.py r4b hapi-fhir-validation-resources-r4b-8.8.0.jar

Kept are, for the resource types that we emit or read and every datatype they reach: the elements of each type with
their datatype, their cardinality (`list`, `required`), the choice that they are one of, the allowed targets of
references, the codes of required bindings and the invariants; and the regular expressions of the primitive types.
Nothing is written by hand, so a rebuild gives the same bytes.
"""

from __future__ import annotations

import io
import json
import sys
import tarfile
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

TARGET = Path(__file__).parent.parent / "pipeline" / "validate" / "data"
RESOURCES = (
    "Bundle", "ClinicalUseDefinition", "CodeSystem", "Composition", "ConceptMap", "DocumentReference", "Group",
    "Medication", "MedicationKnowledge", "OperationOutcome", "Provenance",
)  # fmt: skip
REGEX = "http://hl7.org/fhir/StructureDefinition/regex"
FHIR_TYPE = "http://hl7.org/fhir/StructureDefinition/structuredefinition-fhir-type"
FHIR = "{http://hl7.org/fhir}"
BASE = "http://hl7.org/fhir/StructureDefinition/"

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


def build(release: Release, package: Package) -> Json:
    """Follows the resource types to every datatype that their elements have."""
    types: dict[str, Json] = {}
    invariants: dict[str, dict[str, str]] = {}
    primitives: dict[str, str] = {}
    codes: dict[str, list[str]] = {}
    waiting = [*RESOURCES, "Resource", "DomainResource", "Element"]
    seen: set[str] = set()
    while waiting:
        name = waiting.pop()
        structure = package.structure(name)
        if name in seen or structure is None:
            continue
        seen.add(name)
        if structure["kind"] == "primitive-type":
            primitives[name] = _regex(structure)
            continue
        invariants |= _invariants(structure)
        for path, elements in _elements(structure, package, codes).items():
            types[path] = elements
            waiting.extend(element["type"] for element in elements.values())
    return {
        "source": release.source,
        "licence": "CC0-1.0",
        "fhirVersion": release.version,
        "primitives": dict(sorted(primitives.items())),
        "codes": dict(sorted(codes.items())),
        "types": {name: types[name] for name in sorted(types)},
        "invariants": {name: invariants[name] for name in sorted(invariants)},
    }


def _regex(structure: Json) -> str:
    for element in structure["snapshot"]["element"]:
        for kind in element.get("type", ()):
            for extension in kind.get("extension", ()):
                if extension["url"] == REGEX and element["path"].endswith(".value"):
                    return str(extension["valueString"])
    return ""


def _invariants(structure: Json) -> dict[str, dict[str, str]]:
    """{path: {key: FHIRPath}} of the constraints, each at the element that defines it."""
    found: dict[str, dict[str, str]] = {}
    for element in structure["snapshot"]["element"]:
        if ":" in element["id"]:
            continue
        for constraint in element.get("constraint", ()):
            source = constraint.get("source", "").rpartition("/")[2]
            is_own = source in ("", structure["id"], element["path"].partition(".")[0])
            if is_own and "expression" in constraint:
                found.setdefault(element["path"], {})[constraint["key"]] = constraint["expression"]
    return found


def _elements(structure: Json, package: Package, codes: dict[str, list[str]]) -> dict[str, Json]:
    """{type or backbone path: {JSON name: element}} of one StructureDefinition."""
    root = structure["id"]
    types: dict[str, Json] = {root: {}}
    for element in structure["snapshot"]["element"]:
        if "." not in element["id"] or ":" in element["id"] or element["max"] == "0":
            continue
        path = root + element["id"][element["id"].index(".") :]
        parent, _, name = path.rpartition(".")
        for json_name, description in _choices(path, name, element):
            values = _required(element, package, codes)
            if values and description["type"] == "code":
                description["codes"] = values
            if element["max"] != "1":
                description["list"] = True
            if element["min"] != 0 and element["min"] != "0":
                description["required"] = name
            types.setdefault(parent, {})[json_name] = description
    return types


def _choices(path: str, name: str, element: Json) -> Iterator[tuple[str, Json]]:
    if "contentReference" in element:
        yield name, {"type": element["contentReference"].split("#")[1]}
        return
    for kind in element["type"]:
        type_name = _type_name(path, kind)
        described: Json = {"type": type_name}
        targets = sorted(target.removeprefix(BASE) for target in kind.get("targetProfile", ()))
        if targets and targets != ["Resource"]:
            described["targets"] = targets
        if name.endswith("[x]"):
            described["choice"] = name
            yield name[:-3] + kind["code"][:1].upper() + kind["code"][1:], described
        else:
            yield name, described


def _type_name(path: str, kind: Mapping[str, Any]) -> str:
    """A datatype, a profile of one (SimpleQuantity), or the element's own path for a backbone element."""
    if kind["code"] in ("BackboneElement", "Element"):
        return path
    if kind["code"] == "Quantity" and kind.get("profile"):
        return str(kind["profile"][0]).removeprefix(BASE)
    for extension in kind.get("extension", ()):
        if extension["url"] == FHIR_TYPE:
            return str(extension["valueUrl"])
    return str(kind["code"])


def _required(element: Json, package: Package, codes: dict[str, list[str]]) -> str | None:
    """The short name of the element's required value set, its codes noted in `codes`; None where it has none."""
    binding = element.get("binding", {})
    if binding.get("strength") != "required":
        return None
    listed = package.codes(binding["valueSet"])
    if listed is None:
        return None
    short = str(binding["valueSet"]).split("|")[0].rpartition("/")[2]
    codes[short] = sorted(listed)
    return short


def write(definitions: Json, target: Path) -> None:
    """One line for each primitive, value set and type, so that a change reads well in a diff."""
    lines = []
    for key, value in definitions.items():
        if isinstance(value, dict):
            rows = ",\n".join(f"  {json.dumps(name)}: {json.dumps(row)}" for name, row in value.items())
            lines.append(f"{json.dumps(key)}: {{\n{rows}\n}}")
        else:
            lines.append(f"{json.dumps(key)}: {json.dumps(value)}")
    target.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    name, jar = sys.argv[1:]
    with zipfile.ZipFile(jar) as archive:
        built = build(RELEASES[name], Package(RELEASES[name].read(archive)))
    write(built, TARGET / f"{name}.json")
