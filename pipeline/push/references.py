"""Which resources refer to which, and an order in which nothing is sent before what it refers to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Set
from typing import Any

_RELATIVE = re.compile(r"([A-Z][A-Za-z]+/[A-Za-z0-9\-.]{1,64})(?:/_history/.+)?")


def references_of(resource: Any) -> frozenset[str]:
    """The `Type/id` of every relative reference in a resource, at any depth."""
    return frozenset(_walk(resource))


def _walk(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        found = _RELATIVE.fullmatch(str(value.get("reference")))
        if found:
            yield found[1]
        for item in value.values():
            yield from _walk(item)
    elif isinstance(value, list):
        for item in value:
            yield from _walk(item)


def dependency_order(references: Mapping[str, Set[str]]) -> tuple[tuple[str, ...], ...]:
    """Groups of resources, each after all that it refers to; a group of several refers to itself in a circle.

    Those that refer to nothing come first, then those that refer to nothing but these, and so on. References to what
    is not among the keys do not count.
    """
    groups = tuple(_Tarjan(references).groups())
    level: dict[str, int] = {}
    for group in groups:
        below = {target for name in group for target in references[name]}
        highest = 1 + max((level[target] for target in below if target in level), default=-1)
        level.update(dict.fromkeys(group, highest))
    return tuple(sorted(groups, key=lambda group: level[group[0]]))


class _Tarjan:
    """Strongly connected components, each after those that it refers to."""

    def __init__(self, references: Mapping[str, Set[str]]) -> None:
        self._references = references
        self._number: dict[str, int] = {}
        self._lowest: dict[str, int] = {}
        self._open: list[str] = []
        self._is_open: set[str] = set()

    def groups(self) -> Iterator[tuple[str, ...]]:
        for name in self._references:
            if name not in self._number:
                yield from self._from(name)

    def _from(self, start: str) -> Iterator[tuple[str, ...]]:
        """A stack of our own: a chain of references may be longer than Python's."""
        path = [(start, self._enter(start))]
        while path:
            name, targets = path[-1]
            for target in targets:
                if target not in self._number:
                    path.append((target, self._enter(target)))
                    break
                if target in self._is_open:
                    self._lowest[name] = min(self._lowest[name], self._number[target])
            else:
                path.pop()
                if path:
                    above = path[-1][0]
                    self._lowest[above] = min(self._lowest[above], self._lowest[name])
                if self._lowest[name] == self._number[name]:
                    yield self._leave(name)

    def _enter(self, name: str) -> Iterator[str]:
        self._number[name] = self._lowest[name] = len(self._number)
        self._open.append(name)
        self._is_open.add(name)
        return iter(sorted(target for target in self._references[name] if target in self._references))

    def _leave(self, name: str) -> tuple[str, ...]:
        cut = self._open.index(name)
        group = tuple(self._open[cut:])
        del self._open[cut:]
        self._is_open.difference_update(group)
        return tuple(sorted(group))
