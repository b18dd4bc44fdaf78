"""The groups that the values of a resource are sorted into, and what is asked of them.

Anything that is raised, or said to be wrong, leaves the resource to the layers.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any

from pipeline.validate.references import Targets

UNBROKEN = r"\S*"
_UNBROKEN = re.compile(UNBROKEN)

Put = Callable[[Iterable[Any]], None]


class Doubt(Exception):
    """Something is wrong, or unusual: the layers are to look."""


@dataclass(eq=False, slots=True)
class Group(ABC):
    """Values of which the same is asked; of equal texts one is kept."""

    def room(self) -> tuple[Collection[Any], Put]:
        """Room for values, and what puts them there."""
        values: set[Any] = set()
        return values, values.update

    @abstractmethod
    def is_right(self, values: Collection[Any]) -> bool:
        """Whether nothing is wrong with any of the values that were put into it."""


@dataclass(eq=False, slots=True)
class Texts(Group):
    """Texts of any words."""

    def is_right(self, values: Collection[Any]) -> bool:
        "".join(values).encode()  # refuses halves of surrogate pairs, and what is no text
        return "" not in values and not any(map(str.isspace, values))


@dataclass(eq=False, slots=True)
class References(Texts):
    """What is referred to where these types are allowed. The layer of references is asked whether it is there."""

    targets: Targets


@dataclass(eq=False, slots=True)
class Codes(Group):
    """Codes of which only these are allowed."""

    allowed: frozenset[str]

    def is_right(self, values: Collection[Any]) -> bool:
        return self.allowed.issuperset(values)


@dataclass(eq=False, slots=True)
class Unbroken(Group):
    """Texts without blanks, whatever else they hold."""

    def is_right(self, values: Collection[Any]) -> bool:
        return "" not in values and _UNBROKEN.fullmatch("".join(values)) is not None


@dataclass(eq=False, slots=True)
class Formed(Group):
    """Texts that have a form."""

    accepts: Callable[[Any], object]

    def is_right(self, values: Collection[Any]) -> bool:
        return "" not in values and all(map(self.accepts, values))


@dataclass(eq=False, slots=True)
class Each(Group):
    """Values that are all kept: True is 1 to a set, and objects it does not take."""

    def room(self) -> tuple[Collection[Any], Put]:
        values: list[Any] = []
        return values, values.extend


@dataclass(eq=False, slots=True)
class Bare(Each):
    """Numbers and flags."""

    accepts: Callable[[Any], object]

    def is_right(self, values: Collection[Any]) -> bool:
        return all(map(self.accepts, values))


class Room(dict[Group, Put]):
    """For each group that has values: what puts more there. The values themselves are in `values_of`."""

    def __init__(self) -> None:
        super().__init__()
        self.values_of: dict[Group, Any] = {}

    def __missing__(self, group: Group) -> Put:
        self.values_of[group], self[group] = room = group.room()
        return room[1]

    def is_right(self) -> bool:
        """Whether nothing is wrong in any group."""
        return all(group.is_right(values) for group, values in self.values_of.items())
