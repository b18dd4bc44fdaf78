"""What invariants are put together from: conditions on the elements of one value."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple, TypeGuard

from pipeline.problems import Severity
from pipeline.validate.definitions import RELEASES, Release

Value = dict[str, Any]
Condition = Callable[[Value], bool]


@dataclass(frozen=True, slots=True)
class OfNames:
    """A condition that only asks which elements are there: it may be asked of their names alone."""

    holds: Callable[[Collection[str]], bool]

    def __call__(self, names: Collection[str]) -> bool:
        return self.holds(names)


class Invariant(NamedTuple):
    """`holds` is True of a value of the type that keeps the rule; `human` says the rule as something to do.

    A rule `about` an element holds wherever that is missing.
    """

    type: str
    key: str
    holds: Condition
    human: str
    releases: tuple[Release, ...] = RELEASES
    severity: Severity = "error"
    about: str = ""


def needs(element: str, *others: str) -> OfNames:
    """`element` may be there only if one of the others is."""
    return OfNames(lambda names: element not in names or any(other in names for other in others))


def not_both(element: str, other: str) -> OfNames:
    return OfNames(lambda names: element not in names or other not in names)


def one_of(element: str, other: str) -> OfNames:
    """Exactly one of the two."""
    return OfNames(lambda names: (element in names) != (other in names))


def any_of(*elements: str) -> OfNames:
    return OfNames(lambda names: any(element in names for element in elements))


def not_negative(element: str) -> Condition:
    return lambda value: not is_number(value.get(element)) or value[element] >= 0


def if_equal(element: str, expected: Any, condition: Condition) -> Condition:
    """The condition holds where the element has that value."""
    return lambda value: value.get(element) != expected or condition(value)


def unless_equal(element: str, expected: Any, condition: Condition) -> Condition:
    """The condition holds where the element is there and has another value."""
    return lambda value: value.get(element, expected) == expected or condition(value)


def ordered(low: str, high: str) -> Condition:
    """Two quantities of one unit in order; quantities of different units cannot be compared."""
    return lambda value: _in_order(value.get(low), value.get(high))


def objects(value: Any) -> list[Value]:
    """The objects of a list that may be none, or hold anything."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def is_number(value: Any) -> TypeGuard[float]:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def _in_order(low: Any, high: Any) -> bool:
    if not isinstance(low, dict) or not isinstance(high, dict) or not _same_unit(low, high):
        return True
    first, last = low.get("value"), high.get("value")
    return not is_number(first) or not is_number(last) or first <= last


def _same_unit(low: Value, high: Value) -> bool:
    if "code" in low and "code" in high:
        return (low.get("system"), low["code"]) == (high.get("system"), high["code"])
    return low.get("unit") == high.get("unit")
