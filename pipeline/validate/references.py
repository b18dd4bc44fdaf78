"""Where references point: at a type that the element allows, and at something that is there.

fhir-reference-target        the element may not refer to a resource of that type
fhir-reference-type          `type` is not the type of what `reference` names
fhir-reference-unresolved    a relative reference or a urn names nothing in the bundle
fhir-reference-contained     no contained resource has that id (ref-1)
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from pipeline.problems import Problem
from pipeline.validate.tree import Node, Tree, locate, problem_at, reference_of

_LITERAL = re.compile(r"(?:https?://\S+/)?([A-Z][A-Za-z]+)/[A-Za-z0-9\-.]{1,64}(?:/_history/[A-Za-z0-9\-.]{1,64})?")


def check(tree: Tree) -> Iterator[Problem]:
    identities, contained = _identities(tree), _contained(tree)
    for node in tree.nodes["Reference"]:
        value, _, place = node
        reference = value.get("reference")
        if not isinstance(reference, str):
            continue
        if reference.startswith("#"):
            container, _ = locate(place)
            if reference[1:] not in contained.get(container, {}):
                yield problem_at(place, "fhir-reference-contained", f"contain a resource with the id '{reference[1:]}'")
                continue
            target: str | None = contained[container][reference[1:]]
        else:
            target = identities.get(reference) or _type_named_in(reference)
            if tree.is_bundle and reference not in identities and not reference.startswith(("http:", "https:")):
                yield problem_at(place, "fhir-reference-unresolved", f"add '{reference}' to the bundle", "reference")
        if target:
            yield from _target(node, target)


def _identities(tree: Tree) -> dict[str, str]:
    """The type of each resource of the bundle, by `Type/id` and by fullUrl."""
    types: dict[str, str] = {}
    for entry in tree.entries:
        resource = entry.get("resource")
        if isinstance(resource, dict):
            types[reference_of(resource)] = types[str(entry.get("fullUrl"))] = str(resource.get("resourceType"))
    return types


def _contained(tree: Tree) -> dict[str, Mapping[str, str]]:
    """For each resource that contains others: their types by id, its own type under ''."""
    found: dict[str, Mapping[str, str]] = {}
    for resource, _, _ in tree.resources:
        inner = resource.get("contained")
        if isinstance(inner, list):
            types = {str(one.get("id")): str(one.get("resourceType")) for one in inner if isinstance(one, dict)}
            found[reference_of(resource)] = {**types, "": str(resource["resourceType"])}
    return found


def _type_named_in(reference: str) -> str | None:
    match = _LITERAL.fullmatch(reference)
    return match[1] if match else None


def _target(node: Node, target: str) -> Iterator[Problem]:
    value, element, place = node
    allowed = element.targets
    if allowed is not None and target not in allowed:
        choice = ", ".join(sorted(allowed))
        yield problem_at(place, "fhir-reference-target", f"a {target} is not allowed here: refer to one of {choice}")
    stated = value.get("type")
    if isinstance(stated, str) and stated.rpartition("/")[2] != target:
        yield problem_at(place, "fhir-reference-type", f"`type` says {stated}, the reference names a {target}", "type")
