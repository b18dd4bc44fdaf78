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

import json
import sys
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click

sys.path.insert(0, str(Path(__file__).parent.parent))

from tools.definitions.packages import BASE, RELEASES, Json, Package, Release

TARGET = Path(__file__).parent.parent / "pipeline" / "validate" / "data"
RESOURCES = (
    "Bundle", "ClinicalUseDefinition", "CodeSystem", "Composition", "ConceptMap", "DocumentReference", "Group",
    "Medication", "MedicationKnowledge", "OperationOutcome", "Provenance",
)  # fmt: skip
REGEX = "http://hl7.org/fhir/StructureDefinition/regex"
FHIR_TYPE = "http://hl7.org/fhir/StructureDefinition/structuredefinition-fhir-type"


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


@click.command()
@click.argument("name", type=click.Choice(list(RELEASES)), metavar="RELEASE")
@click.argument("jar", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def main(name: str, jar: Path) -> None:
    """Writes the definitions of a FHIR release (r5 or r4b) anew from its Maven artifact."""
    release = RELEASES[name]
    with zipfile.ZipFile(jar) as archive:
        built = build(release, Package(release.read(archive)))
    write(built, TARGET / f"{name}.json")


if __name__ == "__main__":
    main()
