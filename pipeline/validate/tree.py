"""One walk over a bundle, guided by the definitions; the layers then look only at the nodes that concern them."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import Any

from pipeline.problems import Problem, Severity
from pipeline.validate.definitions import Definitions, Element

# A place is (place above, element name, index in its list); a resource's own is (None, type name, `Type/id`).
# A node is (value, definition of the element that it fills, place). Thousands of both are made for each bundle: plain
# tuples cost a tenth of named ones, and only a problem needs to be told where it is in words.
Place = tuple[Any, str, Any]
Node = tuple[Any, Element, Place]


class Whole:
    """A bundle or a single resource as a whole, and the definitions that it is held against."""

    def __init__(self, root: dict[str, Any], definitions: Definitions) -> None:
        self.root = root
        self.definitions = definitions

    @property
    def is_bundle(self) -> bool:
        return self.root.get("resourceType") == "Bundle"

    @property
    def bundle_type(self) -> str:
        """Empty where the root is no bundle, or its type no text."""
        kind = self.root.get("type") if self.is_bundle else None
        return kind if isinstance(kind, str) else ""

    @property
    def entries(self) -> list[dict[str, Any]]:
        return entries_of(self.root)

    @cached_property
    def identities(self) -> list[str | None]:
        """`Type/id` of the resource of each entry; None where it has no resource."""
        resources = (entry.get("resource") for entry in self.entries)
        return [reference_of(resource) if isinstance(resource, dict) else None for resource in resources]


class Tree(Whole):
    """The nodes of a bundle or of a single resource.

    nodes       complex values by type name: "Timing.repeat", "Reference", "ClinicalUseDefinition"
    leaves      primitives whose form or codes are checked, by primitive type
    empty       places of empty strings, arrays and objects, and of nulls
    unknown     how many elements the definitions do not know
    without_definition    names of resource types that the definitions do not have: below these nothing is walked
    resources   the resources of the entries, or the root itself, each with the place of its root
    """

    def __init__(self, root: dict[str, Any], definitions: Definitions) -> None:
        super().__init__(root, definitions)
        self.nodes: defaultdict[str, list[Node]] = defaultdict(list)
        self.leaves: defaultdict[str, list[Node]] = defaultdict(list)
        self.empty: list[Place] = []
        self.unknown = 0
        self.without_definition: set[str] = set()
        self.resources: list[Node] = []
        self.resource = Element("Resource")
        self._primitive = Element("Element")
        self._types = definitions.types
        self._resource(root, None)

    def values(self, type_name: str) -> list[dict[str, Any]]:
        return [value for value, _, _ in self.nodes[type_name]]

    def _resource(self, value: dict[str, Any], contained_in: Place | None) -> None:
        """A resource is a root of its own, unless it is contained: then its place goes on from its container's."""
        name = str(value.get("resourceType"))
        place = contained_in or (None, name, reference_of(value))
        node = (value, self.resource, place)
        if contained_in is None and name != "Bundle":
            self.resources.append(node)
        if name in self._types:
            self._visit(node, name)
        else:
            self.without_definition.add(name)

    def _visit(self, node: Node, type_name: str) -> None:
        self.nodes[type_name].append(node)
        elements, (parent, _, place) = self._types[type_name], node
        for name, value in parent.items():
            element = elements.get(name)
            if element is None:
                if name[:1] == "_" and name[1:] in elements:
                    self._extensions(value, (place, name[1:], None))
                elif name != "resourceType":
                    self.unknown += 1
            elif value.__class__ is list and value:
                for index, item in enumerate(value):
                    if item is not None or f"_{name}" not in parent:  # null holds the place of a bare extension
                        self._item(item, element, (place, name, index))
            else:
                self._item(value, element, (place, name, None))

    def _extensions(self, value: Any, place: Place) -> None:
        """The extensions of a primitive element, or of each item of a list of them (null for an item without)."""
        for item in value if isinstance(value, list) else [value]:
            if item is not None:
                self._item(item, self._primitive, place)

    def _item(self, value: Any, element: Element, place: Place) -> None:
        if value.__class__ is dict and value:
            if element.type == "Resource":
                self._resource(value, place if place[1] == "contained" else None)
            elif element.type in self._types:
                self._visit((value, element, place), element.type)
        elif (not value and value != 0) or (value.__class__ is str and value.isspace()):
            self.empty.append(place)
        elif element.is_checked:
            self.leaves[element.type].append((value, element, place))


def entries_of(bundle: dict[str, Any]) -> list[dict[str, Any]]:
    """The entries of a bundle, {} for one that is no object; none for any other resource."""
    listed = bundle.get("entry") if bundle.get("resourceType") == "Bundle" else None
    return [entry if isinstance(entry, dict) else {} for entry in listed] if isinstance(listed, list) else []


def reference_of(resource: dict[str, Any]) -> str:
    """`Type/id`, or the type alone where there is no id."""
    identity = resource.get("id")
    return f"{resource.get('resourceType')}/{identity}" if identity else str(resource.get("resourceType"))


def problem_at(place: Place, code: str, message: str, child: str = "", severity: Severity = "error") -> Problem:
    """A problem of what stands at the place, or of its child element."""
    resource, path = locate(place)
    return Problem(code, severity, message, resource=resource, element=f"{path}.{child}" if child else path)


def locate(place: Place) -> tuple[str, str]:
    """The resource (`Type/id`) and the FHIRPath of a place."""
    parts = []
    above, name, index = place
    while above is not None:
        parts.append(name if index is None else f"{name}[{index}]")
        above, name, index = above
    return str(index), ".".join([name, *reversed(parts)])
