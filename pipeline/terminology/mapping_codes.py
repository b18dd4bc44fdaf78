"""Codes that stand written out in mapping files: real, and called as their system calls them?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pipeline.model.coding import Coding
from pipeline.problems import Location, Problem
from pipeline.rules.files import read_json, shown_as, yaml_files
from pipeline.rules.yaml_file import Key, YamlFile, read_yaml
from pipeline.terminology.audit import Audit

LOINC = "http://loinc.org"
_FOLDERS = ("lexicon", "resources/r5", "resources/r5/fragments")


def written_codes(audit: Audit) -> Iterator[Problem]:
    """What is wrong with the codings of lexicons and resources and with the LOINC codes of sections.yaml.

    Systems that neither terminology/systems.yaml has nor we publish ourselves are HL7's: bindings tell those.
    """
    ours = _published(audit.directory)
    for folder in _FOLDERS:
        for path in yaml_files(audit.directory, folder):
            file = read_yaml(path, shown_as(path, audit.directory))
            for coding, place in _codings({key: value for key, value in file.data.items() if key != "cases"}, file):
                if coding.system in ours:
                    yield from _of_ours(coding, ours[coding.system], place)
                else:
                    yield from audit.of_written(coding, place)
    sections = audit.directory / "sections.yaml"
    file = read_yaml(sections, shown_as(sections, audit.directory))
    for key, entry in file.data["sections"].items():
        if "code" in entry:
            place = file.at("sections", key, "code")
            yield from audit.of_written(Coding(LOINC, entry["code"], entry["display"]), place)


def _codings(value: Any, file: YamlFile, *keys: Key) -> Iterator[tuple[Coding, Location]]:
    """Every element with a system and a code that are no paths."""
    if isinstance(value, dict):
        system, code = value.get("system"), value.get("code")
        if isinstance(system, str) and isinstance(code, str) and "$" not in system + code and "value" not in value:
            yield Coding(system, code, str(value.get("display", ""))), file.at(*keys, "code")
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in inner:
        yield from _codings(item, file, *keys, key)


def _published(directory: Path) -> dict[str, Mapping[str, str]]:
    """Our own CodeSystems: URL -> code -> display."""
    systems = (read_json(path, directory) for path in sorted((directory / "codesystems").glob("*.json")))
    return {system["url"]: {one["code"]: one["display"] for one in system["concept"]} for system in systems}


def _of_ours(coding: Coding, concepts: Mapping[str, str], place: Location) -> Iterator[Problem]:
    if coding.code not in concepts:
        yield Problem("terminology-unknown-code", "error", f"{coding.system} has no '{coding.code}'", place)
    elif coding.display != concepts[coding.code]:
        message = f"'{coding.code}' is called '{concepts[coding.code]}', not '{coding.display}'"
        yield Problem("terminology-wrong-display", "error", message, place)
