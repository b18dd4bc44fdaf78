"""Code systems: their URIs, what their codes look like, and their check digits (mappings/terminology/systems.yaml)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stdnum import luhn, verhoeff

from pipeline.rules.files import shown_as
from pipeline.rules.yaml_file import read_yaml

_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def unii_is_valid(code: str) -> bool:
    """The tenth character of a UNII is the sum of the nine before it, modulo 36."""
    values = [_DIGITS.index(char) for char in code]
    return sum(values[:-1]) % len(_DIGITS) == values[-1]


# SNOMED CT: Verhoeff (Release File Specification, 5.5). LOINC: mod 10 (Users' Guide, appendix C). UNII: above.
CHECKS: Mapping[str, Callable[[str], bool]] = {
    "verhoeff": verhoeff.is_valid,
    "mod10": lambda code: luhn.is_valid(code.replace("-", "")),
    "unii": unii_is_valid,
}


@dataclass(frozen=True, slots=True)
class System:
    """A code system; `vocabularies` are the embedded files that its codes must be in, none where none is embedded."""

    prefix: str
    uri: str
    curie: bool
    vocabularies: tuple[str, ...]
    shape: re.Pattern[str]
    check: str | None

    def code_of(self, object_id: str) -> str:
        """The code in `PREFIX:code`: with its prefix where the system's own codes carry it."""
        return object_id if self.curie else object_id.partition(":")[2]

    def fault(self, code: str) -> str | None:
        """What is wrong with a code by itself; None where nothing is."""
        if not self.shape.fullmatch(code):
            return f"'{code}' does not have the form of a code of {self.prefix}"
        if self.check and not CHECKS[self.check](code):
            return f"the check digit of '{code}' is wrong"
        return None


def read_systems(directory: Path) -> dict[str, System]:
    """The systems by prefix. Raises ProblemError where the file cannot be read."""
    path = directory / "terminology" / "systems.yaml"
    systems = read_yaml(path, shown_as(path, directory)).data["systems"]
    return {prefix: _system(prefix, entry) for prefix, entry in systems.items()}


def _system(prefix: str, entry: Mapping[str, Any]) -> System:
    vocabularies = entry.get("vocabulary", ())
    return System(
        prefix,
        entry["uri"],
        entry.get("curie", False),
        (vocabularies,) if isinstance(vocabularies, str) else tuple(vocabularies),
        re.compile(entry["shape"]),
        entry.get("check"),
    )
