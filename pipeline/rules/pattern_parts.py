"""Patterns of a word list that ask for a named piece: `(?&number)` stands for what `parts` says of `number`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from pipeline.rules.yaml_file import YamlFile, read_yaml

_ASKED = re.compile(r"\(\?&([a-z-]+)\)")


def read_mapping(path: Path, shown: str) -> YamlFile:
    """Reads one YAML file of the mappings, with the pieces in its patterns.

    A piece that the file does not have stays as it is, and is no regular expression. Raises ProblemError where
    `read_yaml` does.
    """
    file = read_yaml(path, shown)
    if not isinstance(file.data, dict) or not (_is_table(file.data.get("parts")) and _is_table(file.data.get("terms"))):
        return file
    parts: dict[str, str] = {}
    for name, source in file.data["parts"].items():
        parts[name] = _filled(source, parts)  # a piece may ask for those before it
    terms = {key: _term(entry, parts) for key, entry in file.data["terms"].items()}
    return replace(file, data={**file.data, "terms": terms})


def _is_table(data: Any) -> bool:
    return isinstance(data, dict)


def _term(entry: Any, parts: Mapping[str, str]) -> Any:
    if not isinstance(entry, dict) or not isinstance(entry.get("patterns"), list):
        return entry
    return {**entry, "patterns": [_filled(source, parts) for source in entry["patterns"]]}


def _filled(source: Any, parts: Mapping[str, str]) -> Any:
    """The pattern with its pieces; what is no text is left to the schema."""
    if not isinstance(source, str):
        return source
    return _ASKED.sub(lambda match: f"(?:{parts[match[1]]})" if match[1] in parts else match[0], source)
