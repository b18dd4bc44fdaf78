"""A FHIR server in memory, as much of one as a loader meets, with the faults that a test gives it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx

BASE = "https://fhir.test/r5"
Fault = Callable[[httpx.Request], httpx.Response | Exception | None]


def outcome(text: str, code: str = "processing", *, status: int = 422) -> httpx.Response:
    issue = {"severity": "error", "code": code, "diagnostics": text}
    return httpx.Response(status, json={"resourceType": "OperationOutcome", "issue": [issue]})


@dataclass
class FhirServer:
    """Keeps versions, checks references inside a transaction, and rolls back.

    faults         asked in turn before each request but /metadata; the first that answers is the answer
    refused        references whose resources it never takes, with the reason
    limit          the most entries of a transaction
    entry_faults   statuses with which the next entries fail inside a batch that is answered with 200
    """

    resources: dict[str, dict[str, Any]] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)
    interactions: tuple[str, ...] = ("transaction", "batch")
    fhir_version: str = "5.0.0"
    update_create: bool | None = True
    faults: list[Fault] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    limit: int = 10_000
    entry_faults: list[int] = field(default_factory=list)
    requests: list[tuple[str, str, int]] = field(default_factory=list)
    checks_references: bool = True

    def handle(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path.removeprefix("/r5").lstrip("/")
        if path == "metadata":
            return httpx.Response(200, json=self._statement())
        body = json.loads(request.content) if request.content else None
        self.requests.append((request.method, path, len(body.get("entry", [])) if body else 0))
        for fault in self.faults:
            answer = fault(request)
            if isinstance(answer, Exception):
                raise answer
            if answer is not None:
                return answer
        if path == "":
            return self._bundle(body)
        return self._single(request.method, path, body, request.headers.get("If-Match"))

    @property
    def written(self) -> int:
        """How many resources were sent since the last look."""
        count = sum(entries or 1 for method, _, entries in self.requests if method != "GET")
        self.requests.clear()
        return count

    def _statement(self) -> dict[str, Any]:
        types = (
            "MedicationKnowledge",
            "Medication",
            "ClinicalUseDefinition",
            "Group",
            "DocumentReference",
            "Provenance",
        )
        supported = [{"type": name, "updateCreate": self.update_create} for name in types]
        rest = {
            "mode": "server",
            "interaction": [{"code": code} for code in self.interactions],
            "resource": [{k: v for k, v in one.items() if v is not None} for one in supported],
        }
        return {"resourceType": "CapabilityStatement", "fhirVersion": self.fhir_version, "rest": [rest]}

    def _bundle(self, body: dict[str, Any]) -> httpx.Response:
        entries = body["entry"]
        if len(entries) > self.limit:
            return outcome(f"at most {self.limit} entries", "too-costly", status=400)
        before = dict(self.resources), dict(self.versions)
        answers = []
        inside = {entry["request"]["url"] for entry in entries}
        for entry in entries:
            request = entry["request"]
            if body["type"] == "batch" and self.entry_faults and (status := self.entry_faults.pop(0)):
                answers.append({"response": {"status": str(status)}})
                continue
            answer = self._single(
                request["method"], request["url"], entry.get("resource"), request.get("ifMatch"), inside
            )
            if answer.is_error and body["type"] == "transaction":
                self.resources, self.versions = before
                return answer
            answers.append({"response": _response(answer)})
        return httpx.Response(
            200, json={"resourceType": "Bundle", "type": f"{body['type']}-response", "entry": answers}
        )

    def _single(
        self,
        method: str,
        reference: str,
        content: dict[str, Any] | None,
        if_match: str | None,
        inside: set[str] = frozenset(),  # type: ignore[assignment]
    ) -> httpx.Response:
        version = self.versions.get(reference, 0)
        if method == "GET":
            return self._read(reference)
        if if_match and if_match != f'W/"{version}"':
            return outcome("another version", "conflict", status=412)
        if method == "DELETE":
            return self._delete(reference, inside)
        assert content is not None
        if reference in self.refused:
            return outcome(self.refused[reference])
        missing = references_in(content) - self.resources.keys() - inside - {reference}
        if self.checks_references and missing:
            return outcome(f"refers to {min(missing)}, which is not there", "not-found")
        status = 200 if reference in self.resources else 201
        self.versions[reference] = version + 1
        self.resources[reference] = content
        return httpx.Response(status, headers={"ETag": f'W/"{version + 1}"'})

    def _read(self, reference: str) -> httpx.Response:
        found = self.resources.get(reference)
        tag = {"ETag": f'W/"{self.versions.get(reference)}"'}
        return httpx.Response(200, json=found, headers=tag) if found else outcome("not known", status=404)

    def _delete(self, reference: str, inside: set[str]) -> httpx.Response:
        users = {name for name, one in self.resources.items() if reference in references_in(one)} - inside
        if self.checks_references and users:
            return outcome(f"{min(users)} refers to it", "conflict", status=409)
        self.resources.pop(reference, None)
        return httpx.Response(204)


def references_in(content: Any) -> set[str]:
    def walk(value: Any) -> Iterator[str]:
        if isinstance(value, dict):
            if isinstance(value.get("reference"), str):
                yield value["reference"]
            for item in value.values():
                yield from walk(item)
        elif isinstance(value, list):
            for item in value:
                yield from walk(item)

    return set(walk(content))


def _response(answer: httpx.Response) -> dict[str, Any]:
    response: dict[str, Any] = {"status": f"{answer.status_code} {answer.reason_phrase}"}
    if "ETag" in answer.headers:
        response["etag"] = answer.headers["ETag"]
    if answer.is_error:
        response["outcome"] = answer.json()
    return response
