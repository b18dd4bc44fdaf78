"""Where mapping files are, how problems name them, and how files of ours are written."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pipeline.problems import Location, Problem, ProblemError
from pipeline.rules.yaml_file import read_yaml

_LOOKED_UP = re.compile(r"\$lookup: ([\w-]+)\.")


def mappings_directory() -> Path:
    """The mappings that come with monofhir: inside the package in a wheel, beside it in a checkout."""
    package = Path(__file__).resolve().parents[1]
    inside = package / "mappings"
    return inside if inside.is_dir() else package.parent / "mappings"


def yaml_files(directory: Path, folder: str) -> list[Path]:
    """The YAML files of one folder of the mappings, by name."""
    return sorted((directory / folder).glob("*.yaml"))


def read_json(path: Path, directory: Path) -> Any:
    """A resource that we publish. Raises ProblemError (`mappings-syntax`) where the file is no JSON."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        where = Location(shown_as(path, directory))
        raise ProblemError(Problem("mappings-syntax", "error", f"not valid JSON: {error}", where)) from error


def absent_lexicons(directory: Path) -> Iterator[Path]:
    """Where the lexicons should stand that the program asks, and that the folder does not have.

    The program asks those that come with it, but for those that our resources look up and other ones may not.
    """
    ours = mappings_directory()
    resources = "".join(path.read_text(encoding="utf-8") for path in ours.glob("resources/**/*.yaml"))
    looked_up = set(_LOOKED_UP.findall(resources))
    for path in yaml_files(ours, "lexicon"):
        place = directory / "lexicon" / path.name
        if path.stem not in looked_up and not place.is_file():
            yield place


def shown_as(path: Path, directory: Path) -> str:
    """The path as the user gave it, an absolute one from the folder of mappings on: the same on every machine."""
    return (path.relative_to(directory.parent) if directory.is_absolute() else path).as_posix()


def write_whole(path: Path, data: bytes) -> None:
    """Writes a file that is whole or as it was before, also where several processes write it or one is killed.

    Makes the folders above. Raises OSError.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{secrets.token_hex(8)}.tmp")
    try:
        draft.write_bytes(data)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def concepts_of(directory: Path) -> frozenset[str]:
    """The kinds of concepts that have codes: the entries of terminology/preferences.yaml, none where it is missing.

    Raises ProblemError where the file is no YAML.
    """
    path = directory / "terminology" / "preferences.yaml"
    return frozenset(read_yaml(path, shown_as(path, directory)).data["concepts"]) if path.is_file() else frozenset()
