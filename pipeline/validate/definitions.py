"""What FHIR R5 and R4B say of their types: elements, reference targets, required codes, primitive formats.

Read from `data/r5.json` and `data/r4b.json`, which `tools/build_definitions.py` builds from HL7's own packages.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Literal

Release = Literal["r5", "r4b"]
RELEASES: tuple[Release, ...] = ("r5", "r4b")

DATA = Path(__file__).parent / "data"

# Numbers and flags of JSON. An integer64 is text there.
BARE = frozenset({"boolean", "decimal", "integer", "positiveInt", "unsignedInt"})
# Any text will do; narratives have a layer of their own.
FREE = frozenset({"markdown", "string", "xhtml"})


@dataclass(frozen=True, slots=True)
class Element:
    """One element of a type.

    `type` is a key of `Definitions.types` for a complex element and a primitive's name otherwise. `targets` are the
    resource types that a reference may point to, None for any. `codes` are those of a required binding.
    `is_checked` is True for a primitive whose form or codes some layer looks at. `required` is empty where the element
    may be missing, else its name in FHIR, as `choice` is that of an element with several types: `value[x]`.
    """

    type: str
    targets: frozenset[str] | None = None
    codes: frozenset[str] | None = None
    value_set: str = ""
    is_checked: bool = False
    is_list: bool = False
    required: str = ""
    choice: str = ""


@dataclass(frozen=True, slots=True)
class Definitions:
    """The types of one FHIR release, and the pattern that each primitive's text must match as a whole."""

    release: Release
    types: Mapping[str, Mapping[str, Element]]
    formats: Mapping[str, re.Pattern[str]]


@cache
def load(release: Release = "r5") -> Definitions:
    """Reads and links the definitions of a release once."""
    data = json.loads((DATA / f"{release}.json").read_text(encoding="utf-8"))
    formats = {name: re.compile(pattern) for name, pattern in data["primitives"].items() if name not in BARE | FREE}
    codes = {name: frozenset(listed) for name, listed in data["codes"].items()}
    types: dict[str, dict[str, Element]] = {
        name: {child: _element(described, codes, formats) for child, described in elements.items()}
        for name, elements in data["types"].items()
    }
    _narrow_codeable_references(types)
    return Definitions(release, types, formats)


def _element(described: dict[str, Any], codes: Mapping[str, frozenset[str]], formats: Mapping[str, Any]) -> Element:
    targets, value_set = described.get("targets"), described.get("codes", "")
    return Element(
        described["type"],
        frozenset(targets) if targets else None,
        codes.get(value_set),
        value_set,
        described["type"] in formats or described["type"] in BARE,
        described.get("list", False),
        described.get("required", ""),
        described.get("choice", ""),
    )


def _narrow_codeable_references(types: dict[str, dict[str, Element]]) -> None:
    """The targets of a CodeableReference stand on the element, but hold for the Reference inside it."""
    general = types["CodeableReference"]
    for elements in list(types.values()):
        for name, element in elements.items():
            if element.type == "CodeableReference" and element.targets:
                narrowed = f"CodeableReference({'|'.join(sorted(element.targets))})"
                reference = replace(general["reference"], targets=element.targets)
                types[narrowed] = {**general, "reference": reference}
                elements[name] = replace(element, type=narrowed)
