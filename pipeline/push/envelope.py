"""Changes as the requests that carry them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.push.addresses import Addresses
from pipeline.push.change import Change
from pipeline.push.settings import Mode


def envelope(changes: Sequence[Change], mode: Mode, addresses: Addresses) -> Mapping[str, Any]:
    """One Bundle with an entry for each change (http://hl7.org/fhir/R5/http.html#transaction)."""
    together = frozenset(change.reference for change in changes) if mode == "transaction" else frozenset()
    return {"resourceType": "Bundle", "type": mode, "entry": [_entry(one, together, addresses) for one in changes]}


def _entry(change: Change, together: frozenset[str], addresses: Addresses) -> dict[str, Any]:
    request = {"method": change.method, "url": addresses.url(change.reference)}
    if change.version:
        request["ifMatch"] = etag(change.version)
    if change.content is None:
        return {"request": request}
    full_url = addresses.full_url(change.reference)
    entry = {"resource": addresses.content(change, together), "request": request}
    return {"fullUrl": full_url, **entry} if full_url else entry


def etag(version: str) -> str:
    return f'W/"{version}"'
