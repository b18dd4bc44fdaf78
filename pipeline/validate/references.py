"""Where references point: at a type that the element allows, and at something that is there.

fhir-reference-target        the element may not refer to a resource of that type
fhir-reference-type          `type` is not the type of what `reference` names
fhir-reference-form          a reference with blanks
fhir-reference-unresolved    a relative reference or a urn names nothing in the bundle; what is sent to a server as a
                             transaction may mean what the server has, so there it is a warning
fhir-reference-contained     no contained resource has that id (ref-1)
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

from pipeline.problems import Problem, Severity
from pipeline.validate.tree import Node, Tree, Whole, locate, problem_at, reference_of

Targets = frozenset[str] | None

SENT = frozenset({"transaction", "batch"})
_BLANK = re.compile(r"\s")
_LITERAL = re.compile(r"(?:https?://\S+/)?([A-Z][A-Za-z]+)/[A-Za-z0-9\-.]{1,64}(?:/_history/[A-Za-z0-9\-.]{1,64})?")


def check(tree: Tree) -> Iterator[Problem]:
    identities, contained = _identities(tree), _contained(tree)
    severity: Severity = "warning" if tree.bundle_type in SENT else "error"
    for node in tree.nodes["Reference"]:
        value, _, place = node
        reference = value.get("reference")
        if not isinstance(reference, str):
            continue
        if _BLANK.search(reference):
            yield problem_at(place, "fhir-reference-form", "a reference has no blanks: take them out", "reference")
        elif reference.startswith("#"):
            yield from _inside(node, contained.get(locate(place)[0], {}), reference[1:])
        else:
            if _is_missing(reference, identities, tree):
                how = "error" if reference.startswith("urn:") else severity
                yield problem_at(
                    place, "fhir-reference-unresolved", f"add '{reference}' to the bundle", "reference", how
                )
            yield from _target(node, identities.get(reference) or _type_named_in(reference))


def are_settled(whole: Whole, references: Mapping[Targets, Collection[str]]) -> bool:
    """Whether the layer has nothing to say of these, by the types that they may point to, if nothing is wrong with the
    form of ids and urls, no resource is contained, and no reference has a `type`."""
    identities = _identities(whole)
    return all(
        _is_settled(reference, allowed, identities, whole) for allowed, all_ in references.items() for reference in all_
    )


def _is_settled(reference: str, allowed: Targets, identities: Mapping[str, str], whole: Whole) -> bool:
    target = identities.get(reference)
    if target is None:
        if _BLANK.search(reference) or reference.startswith("#") or _is_missing(reference, identities, whole):
            return False
        target = _type_named_in(reference)
    return allowed is None or target is None or target in allowed


def _is_missing(reference: str, identities: Mapping[str, str], whole: Whole) -> bool:
    return whole.is_bundle and reference not in identities and not reference.startswith(("http:", "https:"))


def _inside(node: Node, contained: Mapping[str, str], identity: str) -> Iterator[Problem]:
    if identity in contained:
        yield from _target(node, contained[identity])
    else:
        message = f"contain a resource with the id '{identity}'"
        yield problem_at(node[2], "fhir-reference-contained", message)


def _identities(whole: Whole) -> dict[str, str]:
    """The type of each resource of the bundle, by `Type/id` and by fullUrl."""
    types: dict[str, str] = {}
    for entry, identity in zip(whole.entries, whole.identities, strict=True):
        if identity is not None:
            types[identity] = types[str(entry.get("fullUrl"))] = str(entry["resource"].get("resourceType"))
    return types


def _contained(tree: Tree) -> dict[str, Mapping[str, str]]:
    """For each resource that contains others: their types by id, its own type under ''."""
    found: dict[str, Mapping[str, str]] = {}
    for resource, _, _ in tree.resources:
        inner = resource.get("contained")
        if isinstance(inner, list):
            types = {str(one.get("id")): str(one.get("resourceType")) for one in inner if isinstance(one, dict)}
            found[reference_of(resource)] = {**types, "": str(resource.get("resourceType"))}
    return found


def _type_named_in(reference: str) -> str | None:
    match = _LITERAL.fullmatch(reference)
    return match[1] if match else None


def _target(node: Node, target: str | None) -> Iterator[Problem]:
    if not target:
        return
    value, element, place = node
    allowed = element.targets
    if allowed is not None and target not in allowed:
        choice = ", ".join(sorted(allowed))
        yield problem_at(place, "fhir-reference-target", f"a {target} is not allowed here: refer to one of {choice}")
    stated = value.get("type")
    if isinstance(stated, str) and stated.rpartition("/")[2] != target:
        yield problem_at(place, "fhir-reference-type", f"`type` says {stated}, the reference names a {target}", "type")
