"""How a server is told which resource is meant: by our ids, or by an identifier where it gives ids of its own."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any, Protocol
from urllib.parse import quote

from pipeline.model.canonical import BASE
from pipeline.push.change import Answer, Change

SYSTEM = f"{BASE}/identifier"
_WITHOUT_IDENTIFIER = frozenset({"Provenance"})  # found by a tag instead, which any resource may have


class Addresses(Protocol):
    """What a request says of the resources that it is about."""

    def place(self, reference: str) -> str | None:
        """`Type/id` as the server has it; None where that is not known."""

    def url(self, reference: str) -> str:
        """What stands in the request: a place, or a search that finds the resource."""

    def full_url(self, reference: str) -> str | None:
        """By which other entries of the same transaction refer to it; None where they use its place."""

    def content(self, change: Change, together: frozenset[str]) -> dict[str, Any] | None:
        """The content as it is sent together with these other resources."""

    def learn(self, change: Change, answer: Answer) -> None:
        """Takes note of the id that the server gave, or that it has none any more."""


class OwnIds:
    """The server keeps every resource under our id."""

    def place(self, reference: str) -> str | None:
        return reference

    def url(self, reference: str) -> str:
        return reference

    def full_url(self, reference: str) -> str | None:
        return None

    def content(self, change: Change, together: frozenset[str]) -> dict[str, Any] | None:
        return change.content

    def learn(self, change: Change, answer: Answer) -> None:
        pass


class ByIdentifier:
    """The server gives ids; our ids are identifiers by which it finds a resource (conditional update).

    `places` are those that it gave before, by our references.
    """

    def __init__(self, places: Mapping[str, str]) -> None:
        self._places = dict(places)

    def place(self, reference: str) -> str | None:
        return self._places.get(reference)

    def url(self, reference: str) -> str:
        return self._places.get(reference) or search_for(reference)

    def full_url(self, reference: str) -> str | None:
        return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'{BASE}/{reference}')}"

    def content(self, change: Change, together: frozenset[str]) -> dict[str, Any] | None:
        if change.content is None or change.retires:
            return change.content
        targets = {one: self._target(one, together) for one in change.references}
        content = _renamed(marked(change.content), targets)
        place = self._places.get(change.reference)
        rest = {name: value for name, value in content.items() if name not in ("resourceType", "id")}
        identity = {"id": place.partition("/")[2]} if place else {}
        return {"resourceType": change.type, **identity, **rest}

    def learn(self, change: Change, answer: Answer) -> None:
        if change.method == "DELETE":
            self._places.pop(change.reference, None)
        elif answer.is_accepted and answer.id:
            self._places[change.reference] = f"{change.type}/{answer.id}"

    def _target(self, reference: str, together: frozenset[str]) -> str:
        inside = self.full_url(reference) if reference in together else None
        return inside or self.url(reference)


def search_for(reference: str) -> str:
    """The search that finds a resource which was `marked`."""
    kind, _, value = reference.partition("/")
    parameter = "_tag" if kind in _WITHOUT_IDENTIFIER else "identifier"
    return f"{kind}?{parameter}={quote(f'{SYSTEM}|{value}', safe='')}"


def marked(content: dict[str, Any]) -> dict[str, Any]:
    """The content with its id as an identifier, or as a tag where its type has none."""
    if content["resourceType"] in _WITHOUT_IDENTIFIER:
        meta = content.get("meta", {})
        return {**content, "meta": {**meta, "tag": [*meta.get("tag", ()), {"system": SYSTEM, "code": content["id"]}]}}
    identifiers = content.get("identifier", [])
    if any(one.get("system") == SYSTEM for one in identifiers):
        return content
    return {**content, "identifier": [*identifiers, {"system": SYSTEM, "value": content["id"]}]}


def _renamed(value: Any, targets: Mapping[str, str]) -> Any:
    """The same with other targets of references."""
    if isinstance(value, dict):
        renamed = {name: _renamed(item, targets) for name, item in value.items()}
        target = targets.get(str(value.get("reference")))
        return {**renamed, "reference": target} if target else renamed
    if isinstance(value, list):
        return [_renamed(item, targets) for item in value]
    return value
