"""The groups of objects: objects with the same elements are the rows of a table, whose columns go to their groups."""

from __future__ import annotations

from abc import abstractmethod
from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from operator import itemgetter
from typing import Any, NamedTuple

from pipeline.validate.certain.groups import Doubt, Each, Group, Room
from pipeline.validate.definitions import Element
from pipeline.validate.invariants.conditions import Condition, OfNames
from pipeline.validate.references import Targets

# Resources name their elements in few orders; who makes up ever new ones shall not fill the memory.
ENOUGH_PLANS = 1_000

TYPE = "resourceType"
Names = tuple[str, ...]


@dataclass(eq=False, slots=True)
class Spreading(Each):
    """Values of a type that is made of others. Containers have lower ranks than what they contain, as far as can be."""

    type: str
    rank: int = field(default=-1, init=False)

    @abstractmethod
    def spread(self, values: Sequence[Any], put: Room) -> Iterable[int]:
        """Puts the parts of the values into their groups, and says which of these are to go on, by rank."""


@dataclass(eq=False, slots=True)
class Resources(Spreading):
    """Resources of whatever type."""

    by_type: Mapping[str, Objects]

    def spread(self, values: Sequence[Any], put: Room) -> Iterable[int]:
        groups = [self.by_type[resource[TYPE]] for resource in values]
        for group, resource in zip(groups, values, strict=True):
            put[group]((resource,))
        return {group.rank for group in groups}

    def is_right(self, values: Collection[Any]) -> bool:
        return True


class Unlike(Exception):
    """Objects that were taken to have the same elements have not."""


class Plan(NamedTuple):
    """Where the elements go of objects that have the same.

    `columns` say how an element is got, its group, and whether it is a list; `onward` are the ranks of groups that go
    on.
    """

    columns: tuple[tuple[Callable[[Any], Any], Group, bool], ...]
    onward: frozenset[int]

    def follow(self, alike: Sequence[Any], put: Room) -> None:
        """Raises Unlike where an object lacks an element: all that have as many and lack none have the same."""
        try:
            for get, group, is_list in self.columns:
                column = map(get, alike)
                put[group](_items(column) if is_list else column)
        except KeyError as error:
            raise Unlike from error


@dataclass(eq=False, slots=True)
class Objects(Spreading):
    """Objects of one type. `groups` has the group of each element that may be there.

    Objects of which the functions of `tells` say the same most likely have the same elements: as many in any case.
    """

    elements: Mapping[str, Element]
    rules: tuple[Condition, ...]
    targets: Targets = None
    is_part: bool = False
    tells: tuple[Callable[[Any], Hashable], ...] = (len,)
    groups: dict[str, Group] = field(default_factory=dict)
    _plans: dict[Names, Plan] = field(default_factory=dict)

    @property
    def is_resource(self) -> bool:
        return "implicitRules" in self.elements

    def spread(self, values: Sequence[Any], put: Room) -> Iterable[int]:
        """What was put before objects turned out to be unlike is put once more, which changes no answer."""
        onward: set[int] = set()
        batches: Iterable[Sequence[Any]] = [values]
        for key in self.tells:
            batches = [alike for batch in batches for alike in _by(key, batch)]
        for alike in batches:
            try:
                onward |= self._follow(alike, put)
            except Unlike:
                for same in _by(tuple, alike):
                    onward |= self._follow(same, put)
        return onward

    def _follow(self, alike: Sequence[Any], put: Room) -> frozenset[int]:
        plan = self._plan(tuple(alike[0]))
        plan.follow(alike, put)
        return plan.onward

    def is_right(self, values: Collection[Any]) -> bool:
        return all(all(map(rule, values)) for rule in self.rules if not isinstance(rule, OfNames))

    def _plan(self, names: Names) -> Plan:
        plan = self._plans.get(names)
        if plan is None:
            if not self._may_have(names):
                raise Doubt
            if len(self._plans) >= ENOUGH_PLANS:
                self._plans.clear()
            plan = self._plans[names] = self._new_plan(names)
        return plan

    def _new_plan(self, names: Names) -> Plan:
        lists = {name for name, element in self.elements.items() if element.is_list}
        columns = tuple([(itemgetter(name), self.groups[name], name in lists) for name in names if name != TYPE])
        onward = frozenset(group.rank for _, group, _ in columns if isinstance(group, Spreading))
        return Plan(columns, onward)

    def _may_have(self, names: Names) -> bool:
        """Whether an object of the type may have these elements and no others."""
        known = [element for name, element in self.elements.items() if name in names]
        required = {element.required for element in self.elements.values()} - {""}
        choices = [element.choice for element in known if element.choice]
        return (
            bool(names)
            and self.groups.keys() >= {*names} - {TYPE}
            and (TYPE in names) == self.is_resource
            and required.issubset(element.required for element in known)
            and len(choices) == len(set(choices))
            and all(rule(names) for rule in self.rules if isinstance(rule, OfNames))
        )


def _by(key: Callable[[Any], Hashable], values: Sequence[Any]) -> Iterable[Sequence[Any]]:
    """The values with equal keys together."""
    if len(values) == 1:
        return [values]
    keys = [*map(key, values)]
    if len({*keys}) == 1:
        return [values]
    found: defaultdict[Hashable, list[Any]] = defaultdict(list)
    for one, value in zip(keys, values, strict=True):
        found[one].append(value)
    return found.values()


def _items(column: Iterable[Any]) -> Iterable[Any]:
    """The items of lists, none of which is empty."""
    lists = [*column]
    if not all(map(list.__len__, lists)):
        raise Doubt
    return chain.from_iterable(lists)
