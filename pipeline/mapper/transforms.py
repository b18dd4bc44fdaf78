"""The named functions of the mapping vocabulary: what `$call` may name. Data belongs in mapping files."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def unit_words(code: str) -> str:
    """A UCUM code as a person reads it: `{tablet}` -> `tablet`, `[iU]/kg` -> `IU/kg`."""
    return code.replace("[iU]", "IU").replace("{", "").replace("}", "")


TRANSFORMS: dict[str, Callable[[Any], Any]] = {"unit-words": unit_words}
