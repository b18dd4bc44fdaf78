"""Resources that the output no longer has: marked as no longer valid, or deleted.

Which status says so is FHIR's own, a different one for each type. A Provenance has none: it goes on saying where the
resources, which are still there, came from.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from pipeline.problems import Location
from pipeline.push.change import Answer, Change
from pipeline.push.chunks import Group
from pipeline.push.ledger import Known
from pipeline.push.outcomes import written
from pipeline.push.references import dependency_order
from pipeline.push.sender import Sender
from pipeline.push.settings import Retire

_RETIRED = {"coding": [{"system": "http://hl7.org/fhir/publication-status", "code": "retired", "display": "Retired"}]}
_STATUS: Mapping[str, tuple[str, Any]] = {
    "ClinicalUseDefinition": ("status", _RETIRED),
    "Medication": ("status", "inactive"),
    "MedicationKnowledge": ("status", "inactive"),
    "DocumentReference": ("status", "superseded"),
    "Group": ("active", False),
}


def retired(resource: dict[str, Any]) -> dict[str, Any]:
    """The resource, of a type that has one, with the status that retires it."""
    element, value = _STATUS[resource["resourceType"]]
    return {**resource, element: value}


def is_retired(resource: dict[str, Any]) -> bool:
    """Whether its status says so; one of a type without a status says nothing that could be wrong."""
    element, value = _STATUS.get(str(resource.get("resourceType")), (None, None))
    return element is None or resource.get(element) == value


def deletions(rows: Iterable[Known]) -> tuple[Group, ...]:
    """In an order in which nothing is deleted before what refers to it."""
    by_reference = {row.reference: row for row in rows}
    order = dependency_order({reference: row.references for reference, row in by_reference.items()})
    return tuple(tuple(_deletion(by_reference[one]) for one in group) for group in reversed(order))


def _deletion(row: Known) -> Change:
    return Change(row.reference, row.monograph, "DELETE", references=row.references, location=Location(row.monograph))


class Retirer:
    """Retires the resources of one monograph after another."""

    def __init__(self, sender: Sender, how: Retire) -> None:
        self._sender = sender
        self._how = how

    async def retire(self, rows: Iterable[Known]) -> None:
        """Raises ProblemError where the server is gone."""
        if self._how == "delete":
            await self._sender.send(deletions(rows))
            return
        marked = [await self._marked(row) for row in rows]
        await self._sender.send([(change,) for change in marked if change])

    async def _marked(self, row: Known) -> Change | None:
        """A put of what the server has, with another status; None where there is nothing to put.

        The resource is read first: others may have added to it what we do not know.
        """
        kind = row.reference.partition("/")[0]
        if kind not in _STATUS:
            self._sender.settle([(_deletion(row), Answer(200))])
            return None
        reply = await self._sender.read(row.reference)
        if reply.content is None:
            self._sender.settle([(_deletion(row), Answer(reply.status, issues=reply.issues))])
            return None
        version, _ = written(reply.etag, None, reply.content)
        return replace(_deletion(row), method="PUT", content=retired(reply.content), version=version)
