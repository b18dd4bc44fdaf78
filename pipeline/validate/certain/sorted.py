"""One walk over a bundle or a resource, which sorts its values into groups."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from pipeline.validate.certain.groups import Doubt, Room
from pipeline.validate.certain.objects import TYPE
from pipeline.validate.certain.plan import Groups
from pipeline.validate.references import Targets

# A set takes no object in place of a text, a text has no elements, and no text holds half of a surrogate pair.
REFUSALS = (TypeError, ValueError, KeyError)


class Sorted:
    """The values of a resource by group, none of them wrong by itself. Raises Doubt where that is not certain."""

    def __init__(self, root: dict[str, Any], groups: Groups) -> None:
        self._groups = groups
        self._room = Room()
        try:
            self._spread(root)
            is_right = self._room.is_right()
        except REFUSALS as error:
            raise Doubt from error
        if not is_right:
            raise Doubt

    def _spread(self, root: dict[str, Any]) -> None:
        first = self._groups.roots[root[TYPE]]
        self._room[first]([root])
        done = [0] * len(self._groups.spreading)
        waiting = {first.rank}
        while waiting:
            rank = min(waiting)
            waiting.remove(rank)
            group = self._groups.spreading[rank]
            values = self._room.values_of[group][done[rank] :]
            done[rank] += len(values)
            waiting.update(group.spread(values, self._room))

    @property
    def references(self) -> Mapping[Targets, Collection[str]]:
        """What is referred to, by the types that are allowed there."""
        found = self._room.values_of
        return {group.targets: found[group] for group in self._groups.references if group in found}

    def objects(self, type_name: str) -> Iterable[dict[str, Any]]:
        """All objects of a type."""
        group = self._groups.objects.get(type_name)
        return () if group is None else self._room.values_of.get(group, ())
