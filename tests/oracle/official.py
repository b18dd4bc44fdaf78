"""HL7's own validator as a function: needs Java 17, and Maven once for its libraries, kept in the cache."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent
LIBRARIES = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "monofhir" / "oracle"
REFUSED = frozenset({"ERROR", "FATAL"})


class Finding(NamedTuple):
    severity: str
    place: str
    message: str

    @property
    def is_error(self) -> bool:
        return self.severity in REFUSED


def ask(texts: Mapping[str, str], folder: Path) -> dict[str, list[Finding]]:
    """What it finds in each named JSON text; the texts are laid down in the folder for it."""
    if not LIBRARIES.is_dir():
        command = ["mvn", "--quiet", "--batch-mode", "dependency:copy-dependencies", f"-DoutputDirectory={LIBRARIES}"]
        subprocess.run(command, cwd=HERE, check=True)
    names = {}
    for number, (name, text) in enumerate(texts.items()):
        file = folder / f"{number}.json"
        file.write_text(text, encoding="utf-8")
        names[str(file)] = name
    listed = folder / "files"
    listed.write_text("\n".join(names), encoding="utf-8")
    command = ["java", "-cp", f"{LIBRARIES}/*", str(HERE / "Oracle.java"), str(listed)]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found: dict[str, list[Finding]] = {name: [] for name in texts}
    for line in said.splitlines():
        file_name, severity, place, message = line.split("\t", 3)
        found[names[file_name]].append(Finding(severity, place, message))
    return found
