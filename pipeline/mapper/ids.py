"""`Type/id` of each resource, by the rule that makes it and the item that it is made for."""

from __future__ import annotations

from collections.abc import Hashable


class Ids:
    """Items that are alike make one resource. Many references name the very same item, which is then not compared."""

    def __init__(self) -> None:
        self._places: dict[tuple[str, Hashable], int] = {}
        self._references: list[str | None] = []
        self._known: dict[tuple[str, int], tuple[Hashable, str]] = {}

    def claim(self, rule: str, item: Hashable) -> int | None:
        """A place for the reference of what the rule makes of the item; None where it already has one."""
        place = self._places.setdefault((rule, item), len(self._references))
        if place < len(self._references):
            return None
        self._references.append(None)
        return place

    def settle(self, place: int, reference: str) -> None:
        self._references[place] = reference

    def reference(self, rule: str, item: Hashable) -> str | None:
        """None where the rule makes nothing of the item."""
        known = self._known.get((rule, id(item)))
        if known is not None:
            return known[1]
        place = self._places.get((rule, item))
        reference = None if place is None else self._references[place]
        if reference is not None:
            self._known[rule, id(item)] = item, reference  # with the item, so that no other has its identity
        return reference
