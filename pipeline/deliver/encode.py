"""A bundle as JSON bytes: elements in the order in which they were built, the same bytes each time."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import orjson


def encode(bundle: dict[str, Any], *, indent: bool = False) -> bytes:
    """UTF-8 JSON with a line break at its end; decimals keep their digits, as FHIR asks."""
    return orjson.dumps(bundle, _exact, orjson.OPT_APPEND_NEWLINE | (orjson.OPT_INDENT_2 if indent else 0))


def _exact(value: Any) -> orjson.Fragment:
    if isinstance(value, Decimal):
        return orjson.Fragment(format(value, "f"))
    raise TypeError(f"{type(value).__name__} has no JSON form")
