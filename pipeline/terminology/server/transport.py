"""Asks a FHIR server over HTTP: one answer in JSON, in bounded time and size, from the server itself and no other.

The specification of the operations: https://hl7.org/fhir/terminology-service.html
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

import httpx
import orjson

from pipeline.origin import origin

TIMEOUT = httpx.Timeout(10, connect=5)
# Seconds and bytes of a whole answer, since a read that goes on and on never times out.
LONGEST, LARGEST = 20, 10_000_000
REDIRECTS = 3
# The server is there and says that it does not answer this question.
_REFUSALS = frozenset({400, 404, 422})


class Refused(Exception):
    """The server does not answer this question; it may answer others."""


class Lost(Exception):
    """There is no use in asking this server anything."""


class Transport:
    """`token` is sent as a bearer token, to this server alone."""

    def __init__(self, base: str, token: str | None = None) -> None:
        headers = {"Accept": "application/fhir+json, application/json"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        self.base = httpx.URL(base.rstrip("/") + "/")
        self._client = httpx.Client(headers=headers, timeout=TIMEOUT, follow_redirects=False)

    def get(self, operation: str, parameters: Mapping[str, str]) -> dict[str, Any]:
        """The resource that the server answers with. Raises Refused, Lost."""
        request = self._client.build_request("GET", self.base.join(operation), params=parameters)
        try:
            status, data = self._answer(request)
        except httpx.HTTPError as error:
            raise Lost(f"it cannot be reached ({_reason(error)})") from error
        resource = _resource(data)
        if status == 200 and resource is not None:
            return resource
        said = _said(resource) if resource else "no FHIR resource"
        raise (Refused if status in _REFUSALS and resource else Lost)(f"it answered {status}: {said}")

    def _answer(self, request: httpx.Request) -> tuple[int, bytes]:
        end = time.monotonic() + LONGEST
        for _ in range(REDIRECTS + 1):
            response = self._client.send(request, stream=True)
            try:
                if response.next_request is None:
                    return response.status_code, _body(response, end)
                request = response.next_request
            finally:
                response.close()
            if origin(request.url) != origin(self.base):
                raise Lost(f"it leads to another server ({request.url.host}); if that is right, name it instead")
        raise Lost("it leads in a circle")


def _body(response: httpx.Response, end: float) -> bytes:
    data = bytearray()
    for part in response.iter_bytes():
        data += part
        if len(data) > LARGEST or time.monotonic() > end:
            raise Lost("its answer is too large or takes too long")
    return bytes(data)


def _resource(data: bytes) -> dict[str, Any] | None:
    try:
        content = orjson.loads(data)
    except orjson.JSONDecodeError:
        return None
    return content if isinstance(content, dict) and isinstance(content.get("resourceType"), str) else None


def _said(resource: Mapping[str, Any]) -> str:
    """The first issue of an OperationOutcome in a line."""
    issues = resource.get("issue")
    issue = issues[0] if isinstance(issues, list) and issues and isinstance(issues[0], dict) else {}
    details = issue.get("details")
    text = issue.get("diagnostics") or (details.get("text") if isinstance(details, dict) else None) or issue.get("code")
    return " ".join(str(text or resource["resourceType"]).split())[:200]


def _reason(error: httpx.HTTPError) -> str:
    return "it takes too long" if isinstance(error, httpx.TimeoutException) else str(error) or type(error).__name__
