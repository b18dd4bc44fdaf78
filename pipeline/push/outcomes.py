"""Reads what servers say: OperationOutcomes, entries of answered bundles, versions and ids."""

from __future__ import annotations

import re
from typing import Any

from pipeline.problems import Problem
from pipeline.push.change import Answer, Change, Issue

_LONGEST = 300  # characters of a server's words that a problem repeats
_ETAG = re.compile(r'(?:W/)?"?([A-Za-z0-9\-.]{1,64})"?')  # HAPI leaves the quotes out in entries
_PLACE = re.compile(r"[A-Z][A-Za-z]+/(?P<id>[A-Za-z0-9\-.]{1,64})(?:/_history/(?P<version>[A-Za-z0-9\-.]{1,64}))?$")
_CONFLICT = frozenset({409, 412})


def issues_of(content: Any) -> tuple[Issue, ...]:
    """The issues of an OperationOutcome that are more than information; none for anything else."""
    if not isinstance(content, dict) or content.get("resourceType") != "OperationOutcome":
        return ()
    listed = content.get("issue")
    issues = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    wrong = [one for one in issues if one.get("severity") not in ("information", "success")]
    return tuple(Issue(str(one.get("code", "unknown")), _words(one), _expression(one)) for one in wrong or issues)


def _words(issue: dict[str, Any]) -> str:
    details = issue.get("details")
    text = issue.get("diagnostics") or (details.get("text") if isinstance(details, dict) else None)
    return shortened(str(text or issue.get("code", "no reason given")))


def _expression(issue: dict[str, Any]) -> str | None:
    for name in ("expression", "location"):
        match issue.get(name):
            case [str(first), *_]:
                return first
    return None


def shortened(words: str) -> str:
    flat = " ".join(words.split())
    return flat if len(flat) <= _LONGEST else f"{flat[:_LONGEST]}..."


def entry_answers(content: Any, count: int) -> tuple[Answer, ...] | None:
    """The answer to each entry of a request, in its order; None where the content does not answer each."""
    if not isinstance(content, dict) or content.get("resourceType") != "Bundle":
        return None
    entries = content.get("entry")
    if not isinstance(entries, list) or len(entries) != count:
        return None
    answers = [_entry(entry) for entry in entries]
    return tuple(answer for answer in answers if answer is not None) if None not in answers else None


def _entry(entry: Any) -> Answer | None:
    response = entry.get("response") if isinstance(entry, dict) else None
    status = re.match(r"\d{3}", str(response.get("status"))) if isinstance(response, dict) else None
    if response is None or status is None:
        return None
    version, identity = written(response.get("etag"), response.get("location"), entry.get("resource"))
    return Answer(int(status[0]), version, identity, issues_of(response.get("outcome")))


def written(etag: Any, location: Any, resource: Any) -> tuple[str | None, str | None]:
    """Version and id of what was written: as its ETag and Location say, or the resource itself."""
    tag = _ETAG.fullmatch(etag) if isinstance(etag, str) else None
    place = _PLACE.search(str(location))
    body = resource if isinstance(resource, dict) and resource.get("resourceType") != "OperationOutcome" else {}
    meta = body.get("meta") if isinstance(body.get("meta"), dict) else {}
    version = (tag and tag[1]) or (place and place["version"]) or (meta or {}).get("versionId")
    identity = (place and place["id"]) or body.get("id")
    return (str(version) if version else None, str(identity) if identity else None)


def refusal(change: Change, answer: Answer) -> Problem:
    """Why a server did not take a change, at the monograph's line where that is known."""
    said = "; ".join(issue.text for issue in answer.issues) or "no reason given"
    code, message = "push-refused", f"the server refuses it ({answer.status}): {said}"
    if answer.status in _CONFLICT and change.version is not None:
        code = "push-changed-on-server"
        message = f"someone else has changed it on the server since the last push (--overwrite replaces it): {said}"
    elif answer.is_transient:
        code, message = "push-failed", f"the server fails on it each time ({answer.status}): {said}"
    element = next((issue.expression for issue in answer.issues if issue.expression), None)
    return Problem(code, "error", message, change.location, resource=change.reference, element=element)
