"""Definitions -> groups: each element of a type leads to the group of its type, its codes, or its targets."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from operator import itemgetter
from typing import Any

from pipeline.validate import attachments, codings, extensions, narrative, units
from pipeline.validate.certain.groups import UNBROKEN, Bare, Codes, Formed, Group, References, Texts, Unbroken
from pipeline.validate.certain.objects import Objects, Resources, Spreading
from pipeline.validate.definitions import BARE, FREE, Definitions, Element, Release, load
from pipeline.validate.elements import form
from pipeline.validate.invariants import INVARIANTS, QUANTITIES
from pipeline.validate.invariants.conditions import Condition, OfNames, not_both
from pipeline.validate.references import Targets

BUNDLE, ENTRY, EXTENSION, REFERENCE = "Bundle", "Bundle.entry", "Extension", "Reference"
# Elements that only the layers look into.
LEFT = frozenset({"contained", extensions.MODIFIER})

# What all types have is looked at last, and so together: extensions, and what these refer to.
LATE = {EXTENSION: 1, REFERENCE: 2}
# What tells objects of a type apart that have other elements, where it is more than how many they have.
TELLING: Mapping[str, tuple[Callable[[Any], Hashable], ...]] = {
    EXTENSION: (len, itemgetter("url")),
    "ClinicalUseDefinition": (len, itemgetter("type")),
    "CodeableConcept": (tuple,),
}


@dataclass(frozen=True, slots=True)
class Groups:
    """The groups of a FHIR release.

    roots        where a bundle or a single resource begins, by its type
    spreading    those whose values are made of others, by rank
    """

    roots: Mapping[str, Objects]
    spreading: tuple[Spreading, ...]
    objects: Mapping[str, Objects]
    references: tuple[References, ...]


@cache
def groups_of(release: Release) -> Groups:
    """The groups into which the values of any bundle of a release are sorted; made once a process."""
    maker = _Maker(load(release))
    roots = maker.roots()
    spreading = maker.inside_out[::-1]
    spreading.sort(key=lambda group: LATE.get(group.type, 0))
    for rank, group in enumerate(spreading):
        group.rank = rank
    return Groups(
        roots,
        tuple(spreading),
        {group.type: group for group in spreading if isinstance(group, Objects)},
        tuple(group for group in maker.leaves.values() if isinstance(group, References)),
    )


class _Maker:
    """Makes each group once, when an element first leads to it."""

    def __init__(self, definitions: Definitions) -> None:
        self.leaves: dict[Hashable, Group] = {}
        self.inside_out: list[Spreading] = []
        self._definitions = definitions
        self._rules = _rules(definitions.release)
        self._objects: dict[tuple[str, Targets, bool], Objects] = {}
        resources = [name for name, elements in definitions.types.items() if "implicitRules" in elements]
        self._resources = Resources("Resource", {name: self._object(name) for name in resources if name != BUNDLE})
        self.inside_out.append(self._resources)

    def roots(self) -> Mapping[str, Objects]:
        return {**self._resources.by_type, BUNDLE: self._object(BUNDLE)}

    def _object(self, name: str, targets: Targets = None, is_part: bool = False) -> Objects:
        key = (name, targets, is_part)
        if key not in self._objects:
            elements = self._definitions.types[name]
            rules, tells = tuple(self._rules[name]), TELLING.get(name, (len,))
            made = self._objects[key] = Objects(name, elements, rules, targets, is_part, tells)
            made.groups.update(self._elements(made))
            self.inside_out.append(made)
        return self._objects[key]

    def _elements(self, owner: Objects) -> Iterator[tuple[str, Group]]:
        for name, element in owner.elements.items():
            group = None if name in LEFT else self._group(owner, name, element)
            if group is not None:
                yield name, group
            if self._may_be_extended(owner, name, element):
                yield f"_{name}", self._object("Element")

    def _may_be_extended(self, owner: Objects, name: str, element: Element) -> bool:
        """Whether `_name` may hold the extensions of a primitive. Lists of them, and those inside extensions, are rare
        and left to the layers."""
        is_primitive = element.type not in self._definitions.types
        return is_primitive and name != "id" and not element.is_list and owner.type != EXTENSION

    def _group(self, owner: Objects, name: str, element: Element) -> Group | None:
        """The group of an element; None for one that is left to the layers."""
        if element.type == "Resource":
            return self._resources if owner.type == ENTRY else None
        if element.type in self._definitions.types:
            return self._object(element.type, element.targets, (owner.type, name) == (EXTENSION, "extension"))
        if element.codes is not None:
            codes = element.codes
            return self._leaf(codes, lambda: Codes(codes))
        if (owner.type, name) == (REFERENCE, "reference"):
            return self._leaf((REFERENCE, owner.targets), lambda: References(owner.targets))
        if (owner.type, name, owner.is_part) == (EXTENSION, "url", False):
            return self._leaf(EXTENSION, lambda: Formed(extensions.is_absolute))
        return self._primitive(element.type)

    def _primitive(self, name: str) -> Group | None:
        if name == "xhtml":
            return self._leaf(name, lambda: Formed(narrative.is_right))
        if name in BARE:
            return self._leaf(name, lambda: Bare(form(name, self._definitions)))
        if name in self._definitions.formats and self._definitions.formats[name].pattern == UNBROKEN:
            return self._leaf(UNBROKEN, Unbroken)
        if name in self._definitions.formats:
            return self._leaf(name, lambda: Formed(form(name, self._definitions)))
        return self._leaf("text", Texts) if name in FREE else None

    def _leaf(self, key: Hashable, make: Callable[[], Group]) -> Group:
        if key not in self.leaves:
            self.leaves[key] = make()
        return self.leaves[key]


def _rules(release: Release) -> Mapping[str, list[Condition]]:
    """What the layers ask of an object by itself, by its type."""
    rules: defaultdict[str, list[Condition]] = defaultdict(list)
    for invariant in INVARIANTS[release]:
        if invariant.about not in LEFT:
            rules[invariant.type].append(invariant.holds)
    for name in QUANTITIES:
        rules[name].append(units.has_known_unit)
    rules["Coding"].append(OfNames(codings.is_whole))
    rules["Attachment"].append(attachments.agrees)
    rules[REFERENCE].append(not_both("reference", "type"))  # only the layer compares the two
    return rules
