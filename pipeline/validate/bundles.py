"""The bundle itself: what each entry needs by the bundle's type, and that no identity stands twice.

fhir-bundle-resource     an entry that is empty (bdl-5), lacks its resource, or has one too many (bdl-3a, bdl-3c)
fhir-bundle-request      an entry of a transaction or batch without a request, or with a url that is not the resource's
fhir-bundle-response     an entry of a response or a history without its response (bdl-3b, bdl-3d)
fhir-bundle-no-request   an entry of a collection, document or searchset has a request or response (bdl-3a)
fhir-bundle-fullurl      a fullUrl is missing (bdl-15), names a version (bdl-8), or disagrees with the resource
fhir-bundle-duplicate    two entries have the same fullUrl (bdl-7) or the same `Type/id`
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import count
from typing import Any, NamedTuple

from pipeline.problems import Problem
from pipeline.validate import bundle_types
from pipeline.validate.tree import Whole

WITH_RESOURCE = frozenset({"POST", "PUT", "PATCH"})
REQUESTED = frozenset({"transaction", "batch"})
PLAIN = frozenset({"collection", "document", "message", "searchset"})
ANSWERED = frozenset({"transaction-response", "batch-response", "history"})
ENOUGH = frozenset({"resource", "request", "response"})
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:.+")


class Entry(NamedTuple):
    """One entry, its position, and `Type/id` of its resource where it has one."""

    position: int
    value: dict[str, Any]
    identity: str | None

    @property
    def full_url(self) -> str | None:
        url = self.value.get("fullUrl")
        return url if isinstance(url, str) else None

    def problem(self, what: str, message: str, element: str) -> Problem:
        path = f"Bundle.entry[{self.position}].{element}"
        return Problem(f"fhir-bundle-{what}", "error", message, resource=self.identity, element=path)


def check(whole: Whole) -> Iterator[Problem]:
    if not whole.is_bundle:
        return
    yield from bundle_types.check(whole)
    kind = whole.bundle_type
    entries = list(map(Entry, count(), whole.entries, whole.identities))
    for entry in entries:
        if ENOUGH.isdisjoint(entry.value):
            yield entry.problem("resource", "the entry says nothing: drop it", "resource")
        elif kind in REQUESTED and (fault := _requested(entry)):
            yield fault
        elif kind in PLAIN:
            yield from _plain(entry)
        elif kind in ANSWERED and "response" not in entry.value:
            yield entry.problem("response", f"an entry of a {kind} needs a response", "response")
        if kind == "history":
            yield from _past(entry)
        if fault := _full_url(entry):
            yield fault
    if kind != "history":
        yield from _duplicates(entries)


def _requested(entry: Entry) -> Problem | None:
    """FHIR R5, http.html#transaction: POST names the type, PUT the identity or a search for it."""
    request = entry.value.get("request")
    if not isinstance(request, dict) or "method" not in request:
        return entry.problem("request", f"add a request: PUT {entry.identity or 'Type/id'}", "request")
    method = request["method"]
    if (str(method) in WITH_RESOURCE) != (entry.identity is not None):
        message = "has none: drop it" if entry.identity else "needs one: add it"
        return entry.problem("resource", f"a {method} {message}", "resource")
    if entry.identity is not None and method in ("PUT", "POST"):
        return _url(entry, method, str(request.get("url")), entry.identity)
    return None


def _url(entry: Entry, method: str, url: str, identity: str) -> Problem | None:
    kind, has_id, _ = identity.partition("/")
    if method == "POST":
        if url.partition("?")[0] != kind and "$" not in url:
            return entry.problem("request", f"a POST goes to '{kind}'", "request.url")
    elif not has_id and "?" not in url:
        return entry.problem("request", "give the resource the id that the url of the PUT names", "resource.id")
    elif url != identity and not url.startswith(f"{kind}?"):
        return entry.problem("request", f"the url must be '{identity}'", "request.url")
    return None


def _plain(entry: Entry) -> Iterator[Problem]:
    if entry.identity is None:
        yield entry.problem("resource", "the entry has no resource: add it or drop the entry", "resource")
    for element in ("request", "response"):
        if element in entry.value:
            yield entry.problem("no-request", f"drop the {element}: only transactions and batches have one", element)
    if "fullUrl" not in entry.value:
        yield entry.problem("fullurl", "add the fullUrl", "fullUrl")


def _past(entry: Entry) -> Iterator[Problem]:
    """bdl-3b, bdl-14."""
    request = entry.value.get("request")
    method = request.get("method") if isinstance(request, dict) else None
    if method is None:
        yield entry.problem("request", "say with what request the version came about", "request")
    elif method == "PATCH":
        yield entry.problem("request", "a history has no PATCH: show the resource as it then was, with PUT", "request")


def _full_url(entry: Entry) -> Problem | None:
    url, identity = entry.full_url, entry.identity
    if url is None or identity is None:
        return None
    if "/_history/" in url:
        return entry.problem("fullurl", "leave the version out", "fullUrl")
    if not _ABSOLUTE.fullmatch(url):
        return entry.problem("fullurl", "begin it with https:, urn: or the like", "fullUrl")
    if "/" not in identity and url.startswith(("http:", "https:")):
        return entry.problem("fullurl", "give the resource the id with which the fullUrl ends", "resource.id")
    if url.startswith(("http:", "https:")) and not url.endswith(f"/{identity}"):
        return entry.problem("fullurl", f"end it with '/{identity}', which is the resource's identity", "fullUrl")
    return None


def _duplicates(entries: list[Entry]) -> Iterator[Problem]:
    urls = _repeated(entry.full_url for entry in entries)
    identities = _repeated(entry.identity for entry in entries)
    for entry in entries if urls or identities else ():
        if entry.identity in identities and "/" in entry.identity:
            yield entry.problem("duplicate", f"'{entry.identity}' stands twice: merge the two", "resource")
        elif entry.full_url in urls:
            yield entry.problem("duplicate", f"'{entry.full_url}' stands twice", "fullUrl")


def _repeated(names: Iterable[str | None]) -> set[str]:
    return {name for name, count in Counter(names).items() if name is not None and count > 1}
