"""Whether a server has what it was given."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

_NUMBER = (int, float, Decimal)
_SERVERS_OWN = frozenset({"versionId", "lastUpdated", "source"})  # of `meta`: a server sets these


def same(found: Mapping[str, Any], given: Mapping[str, Any]) -> bool:
    return difference(found, given) is None


def difference(found: Mapping[str, Any], given: Mapping[str, Any]) -> str | None:
    """The FHIRPath of the first element that differs, None where none does. What servers add to `meta` is theirs."""
    return next(_differences(_without_meta(found), _without_meta(given), str(given.get("resourceType"))), None)


def _without_meta(resource: Mapping[str, Any]) -> dict[str, Any]:
    meta = {name: value for name, value in (resource.get("meta") or {}).items() if name not in _SERVERS_OWN}
    return {**resource, "meta": meta} if meta else {name: value for name, value in resource.items() if name != "meta"}


def _differences(found: Any, given: Any, path: str) -> Iterator[str]:
    if isinstance(found, dict) and isinstance(given, dict):
        for name in sorted(found.keys() | given.keys()):
            yield from _differences(found.get(name), given.get(name), f"{path}.{name}")
    elif isinstance(found, list) and isinstance(given, list) and len(found) == len(given):
        for index, (one, other) in enumerate(zip(found, given, strict=True)):
            yield from _differences(one, other, f"{path}[{index}]")
    elif not _equal(found, given):
        yield path


def _equal(found: Any, given: Any) -> bool:
    """Numbers by their value: 0.10 may come back as 0.1, and an integer64, which JSON has as a string, as a number."""
    if isinstance(found, bool) or isinstance(given, bool):
        return found is given
    if isinstance(found, _NUMBER) and isinstance(given, _NUMBER):
        return Decimal(str(found)) == Decimal(str(given))
    return bool(found == given or (isinstance(found, int) and str(found) == given))
