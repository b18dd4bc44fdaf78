"""Where mapping files are, how problems name them, and how files of ours are written."""

from __future__ import annotations

import secrets
from pathlib import Path

from pipeline.rules.yaml_file import read_yaml


def mappings_directory() -> Path:
    """The mappings that come with monofhir: inside the package in a wheel, beside it in a checkout."""
    package = Path(__file__).resolve().parents[1]
    inside = package / "mappings"
    return inside if inside.is_dir() else package.parent / "mappings"


def yaml_files(directory: Path, folder: str) -> list[Path]:
    """The YAML files of one folder of the mappings, by name."""
    return sorted((directory / folder).glob("*.yaml"))


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
