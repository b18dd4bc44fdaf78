"""What the type of a bundle demands of it as a whole.

fhir-bundle-total       a total where nothing was searched (bdl-1)
fhir-bundle-search      a search result where nothing was searched (bdl-2), or no link to the search (bdl-18)
fhir-bundle-document    a document without identifier (bdl-9) or timestamp (bdl-10), with issues (bdl-17), or that does
                        not open with its Composition (bdl-11)
fhir-bundle-message     a message or notification that does not open with its header (bdl-12, bdl-13)
fhir-bundle-issues      issues of the server that are errors (bdl-16)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pipeline.problems import Problem
from pipeline.validate.definitions import Release
from pipeline.validate.tree import Whole, reference_of

COUNTED = frozenset({"searchset", "history"})
OPENED_BY: Mapping[str, tuple[str, str]] = {
    "document": ("document", "Composition"),
    "message": ("message", "MessageHeader"),
    "subscription-notification": ("message", "SubscriptionStatus"),
}
MILD = frozenset({"information", "warning", "success"})


def check(whole: Whole) -> Iterator[Problem]:
    if not whole.is_bundle:
        return
    bundle, kind, release = whole.root, whole.bundle_type, whole.definitions.release
    if kind not in COUNTED and "total" in bundle:
        yield _problem(bundle, "total", "drop the total: only a searchset or a history has one", "total")
    yield from _search(bundle, kind, whole.entries, release)
    if kind == "document":
        yield from _document(bundle)
    opening = OPENED_BY.get(kind)
    if opening:
        what, header = opening
        resource = whole.entries[0].get("resource") if whole.entries else None
        if not isinstance(resource, dict) or resource.get("resourceType") != header:
            yield _problem(bundle, what, f"begin a {kind} with its {header}", "entry[0].resource")
    yield from _issues(bundle)


def _search(bundle: dict[str, Any], kind: str, entries: list[dict[str, Any]], release: Release) -> Iterator[Problem]:
    if kind != "searchset":
        for index, entry in enumerate(entries):
            if "search" in entry:
                yield _problem(bundle, "search", "drop it: nothing was searched", f"entry[{index}].search")
    elif release == "r5":
        links = bundle.get("link")
        relations = (
            [link.get("relation") for link in links if isinstance(link, dict)] if isinstance(links, list) else []
        )
        if "self" not in relations:
            yield _problem(bundle, "search", "add a link 'self' with the search", "link")


def _document(bundle: dict[str, Any]) -> Iterator[Problem]:
    identifier = bundle.get("identifier")
    if not isinstance(identifier, dict) or not {"system", "value"} <= identifier.keys():
        yield _problem(bundle, "document", "a document needs an identifier with system and value", "identifier")
    if "timestamp" not in bundle:
        yield _problem(bundle, "document", "say when the document was put together", "timestamp")
    if "issues" in bundle:
        yield _problem(bundle, "document", "a document has no issues: drop them", "issues")


def _issues(bundle: dict[str, Any]) -> Iterator[Problem]:
    outcome = bundle.get("issues")
    issues = outcome.get("issue") if isinstance(outcome, dict) else None
    for issue in issues if isinstance(issues, list) else ():
        if isinstance(issue, dict) and str(issue.get("severity")) not in MILD:
            yield _problem(bundle, "issues", "what comes with issues has no errors: send them instead", "issues")


def _problem(bundle: dict[str, Any], what: str, message: str, element: str) -> Problem:
    element = f"Bundle.{element}"
    return Problem(f"fhir-bundle-{what}", "error", message, resource=reference_of(bundle), element=element)
