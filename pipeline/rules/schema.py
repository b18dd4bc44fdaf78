"""A YAML file against its JSON Schema: each breach is a problem with the file's line and column."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from jsonschema import Draft202012Validator, ValidationError

from pipeline.problems import Location, Problem
from pipeline.rules.yaml_file import Key, YamlFile


def against_schema(file: YamlFile, validator: Draft202012Validator, family: str = "mappings") -> Iterator[Problem]:
    """Problems `FAMILY-unknown-key`, `FAMILY-twice` and, for all else, `FAMILY-schema`."""
    for error in validator.iter_errors(_as_json(file.data)):
        for what, message, path in _breaches(error):
            yield Problem(f"{family}-{what}", "error", message, _located(file, path))


def _breaches(error: ValidationError) -> Iterator[tuple[str, str, tuple[Key, ...]]]:
    path: tuple[Key, ...] = tuple(error.absolute_path)
    schema: Any = error.schema
    data: Any = error.instance
    if error.validator == "additionalProperties":
        known = ", ".join(schema.get("properties", {}))
        for key in _unknown_keys(data, schema):
            yield "unknown-key", f"'{key}' is no key here; there are {known}", (*path, key)
    elif error.validator == "uniqueItems":
        for index, item in enumerate(data):
            if item in data[:index]:
                yield "twice", f"'{item}' stands twice here", (*path, index)
    else:
        yield "schema", error.message, path


def _unknown_keys(data: Mapping[str, Any], schema: Mapping[str, Any]) -> list[str]:
    known, patterns = schema.get("properties", {}), schema.get("patternProperties", {})
    return [key for key in data if key not in known and not any(re.search(pattern, key) for pattern in patterns)]


def _located(file: YamlFile, path: tuple[Key, ...]) -> Location:
    """The place of a schema's path, whose keys are all text, in the file, where `no` or `1` may be a key."""
    keys: list[Key] = []
    data: Any = file.data
    for step in path:
        key = next((key for key in data if str(key) == step), step) if isinstance(data, dict) else step
        keys.append(key)
        data = data[key]
    return file.at(*keys)


def _as_json(data: Any) -> Any:
    """What JSON has for it: keys are texts, and so are dates."""
    if isinstance(data, dict):
        return {str(key): _as_json(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_as_json(item) for item in data]
    return data.isoformat() if isinstance(data, date) else data
