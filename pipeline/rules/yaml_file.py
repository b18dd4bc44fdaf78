"""Reads a YAML file and remembers the line of every key: unknown and duplicate keys are problems with a place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from pipeline.problems import Location, Problem, ProblemError

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# YAML 1.2 has the truth values true and false; yes, no, on and off are words here.
_TEXT, _TRUTH = "tag:yaml.org,2002:str", "tag:yaml.org,2002:bool"
_TRUTH_VALUES = frozenset({"true", "false", "True", "False", "TRUE", "FALSE"})

Key = str | int


@dataclass(frozen=True, slots=True)
class YamlFile:
    """The data of one file and the location of each key path in it."""

    path: str
    data: Any
    lines: Mapping[tuple[Key, ...], Location]

    def at(self, *keys: Key) -> Location:
        """Where the path stands, or the nearest place above it that is known."""
        while keys and keys not in self.lines:
            keys = keys[:-1]
        return self.lines.get(keys, Location(self.path, 1, 1))


class _DuplicateKeyError(Exception):
    def __init__(self, key: Key, place: Location) -> None:
        super().__init__(key)
        self.key = key
        self.place = place


def read_yaml(path: Path, shown_as: str | None = None, family: str = "mappings") -> YamlFile:
    """Reads one YAML document.

    Raises ProblemError with code `FAMILY-unreadable`, `FAMILY-syntax` or `FAMILY-duplicate-key`.
    """
    shown = shown_as or str(path)
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else error
        problem = Problem(f"{family}-unreadable", "error", f"cannot be read: {why}", Location(shown))
        raise ProblemError(problem) from error
    return parse_yaml(text, shown, family)


def parse_yaml(text: str, shown: str, family: str = "mappings") -> YamlFile:
    """The same for text that is already in memory."""
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        lines: dict[tuple[Key, ...], Location] = {}
        data = None if node is None else _build(loader, node, (), lines, shown)
    except _DuplicateKeyError as error:
        message = f"the key '{error.key}' stands twice here"
        raise ProblemError(Problem(f"{family}-duplicate-key", "error", message, error.place)) from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Location(shown, mark.line + 1, mark.column + 1) if mark else Location(shown)
        raise ProblemError(Problem(f"{family}-syntax", "error", f"not valid YAML: {error.problem}", place)) from error
    finally:
        loader.dispose()
    return YamlFile(shown, data, lines)


def _build(loader: Any, node: Any, path: tuple[Key, ...], lines: dict[tuple[Key, ...], Location], shown: str) -> Any:
    lines.setdefault(path, Location(shown, node.start_mark.line + 1, node.start_mark.column + 1))
    if isinstance(node, yaml.MappingNode):
        result: dict[Any, Any] = {}
        for key_node, value_node in node.value:
            key = _scalar(loader, key_node)
            place = Location(shown, key_node.start_mark.line + 1, key_node.start_mark.column + 1)
            if key in result:
                raise _DuplicateKeyError(key, place)
            lines[(*path, key)] = place
            result[key] = _build(loader, value_node, (*path, key), lines, shown)
        return result
    if isinstance(node, yaml.SequenceNode):
        return [_build(loader, item, (*path, index), lines, shown) for index, item in enumerate(node.value)]
    return _scalar(loader, node)


def _scalar(loader: Any, node: Any) -> Any:
    if node.tag == _TEXT or (node.tag == _TRUTH and node.value not in _TRUTH_VALUES):
        return node.value
    try:
        return loader.construct_object(node, deep=True)
    except ValueError:  # a 30th of February is a text
        return node.value
