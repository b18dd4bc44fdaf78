"""Does what was made hold what is expected? Where not, what is the difference?

Of an object the elements that are expected count, null for one that is not to be there; of a list, the items that are
expected stand in it in that order.
"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import unified_diff
from typing import Any

import yaml

# What says nothing of the rule that a case is about: written by a golden only where the case asks for it.
_APART = frozenset({"resourceType", "id", "meta", "extension", "identifier", "subject"})


def holds(made: Sequence[Any], expected: Sequence[Any]) -> bool:
    """Whether there are as many as expected, each holding at least what is expected of it."""
    return len(made) == len(expected) and all(map(_holds, made, expected))


def shaped(made: Sequence[Any], expected: Sequence[Any]) -> list[Any]:
    """What was made, cut to the elements that are expected of it: the golden that would have held."""
    shapes = [*expected, *[expected[-1] if expected else None] * len(made)]
    return [_shaped(one, shape) for one, shape in zip(made, shapes, strict=False)]


def difference(expected: Sequence[Any], made: Sequence[Any]) -> str:
    lines = (_yaml(list(expected)), _yaml(shaped(made, expected)))
    return "".join(unified_diff(*lines, "expected", "made", n=100))


def _holds(made: Any, expected: Any) -> bool:
    if isinstance(expected, dict):
        return isinstance(made, dict) and all(_holds(made.get(key), wanted) for key, wanted in expected.items())
    if isinstance(expected, list):
        items = iter(made) if isinstance(made, list) else iter(())
        return all(any(_holds(item, wanted) for item in items) for wanted in expected)
    return bool(made == expected)


def _shaped(made: Any, shape: Any) -> Any:
    if shape is None:
        return _without_apart(made)
    if isinstance(shape, dict) and isinstance(made, dict):
        return {key: _shaped(made.get(key), inner) for key, inner in shape.items() if key in made or inner is None}
    if isinstance(shape, list) and isinstance(made, list):
        return shape if _holds(made, shape) else shaped(made, shape)
    return made


def _without_apart(made: Any) -> Any:
    if isinstance(made, dict):
        kept = {key: value for key, value in made.items() if key not in _APART and not _is_narrative(key, value)}
        return {key: _without_apart(value) for key, value in kept.items()}
    return [_without_apart(item) for item in made] if isinstance(made, list) else made


def _is_narrative(key: str, value: Any) -> bool:
    return key == "text" and isinstance(value, dict)


def _yaml(value: Any) -> list[str]:
    text: str = yaml.safe_dump(value, sort_keys=False, allow_unicode=True, width=120)
    return text.splitlines(keepends=True)
