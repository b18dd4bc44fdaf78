"""Invariants of the types that we emit, each as the specification words it (FHIR R5, the page of the type).

fhir-invariant-<key>        the invariant of that key does not hold, for instance `fhir-invariant-tim-2`
fhir-invariant-cud-type     `ClinicalUseDefinition.type` and the body that is there disagree

`sqty-1`, `rng-2` and the rest are the specification's keys. `ref-1`, `txt-1`, `txt-2` and the `bdl-` rules stand in the
layers of references, narratives and bundles.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any, NamedTuple, TypeGuard

from pipeline.problems import Problem
from pipeline.validate.tree import Tree, problem_at

Value = dict[str, Any]

UCUM = "http://unitsofmeasure.org"
NO_VALUE = frozenset({"id", "url", "extension"})
MEALS = frozenset({"C", "CM", "CD", "CV"})
BODIES = {
    "indication": "indication",
    "contraindication": "contraindication",
    "interaction": "interaction",
    "undesirableEffect": "undesirable-effect",
    "warning": "warning",
}


class Invariant(NamedTuple):
    """`holds` is True of a value that keeps the rule; `human` says the rule as something to do."""

    type: str
    key: str
    holds: Callable[[Value], bool]
    human: str


def needs(element: str, other: str) -> Callable[[Value], bool]:
    """`element` may be there only if `other` is."""
    return lambda value: element not in value or other in value


def not_both(element: str, other: str) -> Callable[[Value], bool]:
    return lambda value: element not in value or other not in value


def not_negative(element: str) -> Callable[[Value], bool]:
    return lambda value: not _is_number(value.get(element)) or value[element] >= 0


def ordered(low: str, high: str) -> Callable[[Value], bool]:
    """Two quantities of one unit in order; quantities of different units cannot be compared."""
    return lambda value: _in_order(value.get(low), value.get(high))


def _in_order(low: Any, high: Any) -> bool:
    if not isinstance(low, dict) or not isinstance(high, dict) or not _same_unit(low, high):
        return True
    first, last = low.get("value"), high.get("value")
    return not _is_number(first) or not _is_number(last) or first <= last


def _same_unit(low: Value, high: Value) -> bool:
    if "code" in low and "code" in high:
        return (low.get("system"), low["code"]) == (high.get("system"), high["code"])
    return low.get("unit") == high.get("unit")


def _is_number(value: Any) -> TypeGuard[float]:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def _extension(value: Value) -> bool:
    return ("extension" in value) != (not value.keys() <= NO_VALUE)


def _ratio(value: Value) -> bool:
    numerator, denominator = "numerator" in value, "denominator" in value
    return numerator == denominator and (numerator or "extension" in value)


def _offset(value: Value) -> bool:
    when = value.get("when") or []
    return "offset" not in value or (bool(when) and not MEALS.intersection(when))


def _as_needed(value: Value) -> bool:
    return "asNeededFor" not in value or value.get("asNeeded", True) is not False


def _one_body(value: Value) -> bool:
    return sum(body in value for body in BODIES) < 2


def _body_of_type(value: Value) -> bool:
    bodies = [code for body, code in BODIES.items() if body in value]
    return value.get("type") in bodies if bodies else False


def _ucum_time(value: Value) -> bool:
    return "code" not in value or (value.get("system") == UCUM and "value" in value)


def _referenced(value: Value) -> bool:
    return any(name in value for name in ("reference", "identifier", "display", "extension"))


def _no_nesting(value: Value) -> bool:
    return not any(isinstance(one, dict) and "contained" in one for one in value.get("contained") or ())


def _period(value: Value) -> bool:
    """Dates compare as text up to the precision that both have; times of different zones are left alone."""
    start, end = value.get("start"), value.get("end")
    if not isinstance(start, str) or not isinstance(end, str):
        return True
    precision = min(len(start), len(end), len("2000-01-01"))
    return start[:precision] <= end[:precision]


def _section(value: Value) -> bool:
    return any(name in value for name in ("text", "entry", "section"))


QUANTITIES = ("Quantity", "SimpleQuantity", "Duration", "Age", "Count", "Distance", "MoneyQuantity")

RESOURCES = ("ClinicalUseDefinition", "DocumentReference", "Group", "Medication", "MedicationKnowledge", "Provenance")

INVARIANTS = (
    Invariant("Timing.repeat", "tim-1", needs("duration", "durationUnit"), "a duration needs a durationUnit"),
    Invariant("Timing.repeat", "tim-2", needs("period", "periodUnit"), "a period needs a periodUnit"),
    Invariant("Timing.repeat", "tim-4", not_negative("duration"), "duration must not be negative"),
    Invariant("Timing.repeat", "tim-5", not_negative("period"), "period must not be negative"),
    Invariant("Timing.repeat", "tim-6", needs("periodMax", "period"), "a periodMax needs a period"),
    Invariant("Timing.repeat", "tim-7", needs("durationMax", "duration"), "a durationMax needs a duration"),
    Invariant("Timing.repeat", "tim-8", needs("countMax", "count"), "a countMax needs a count"),
    Invariant("Timing.repeat", "tim-9", _offset, "an offset needs a when, and none of C, CM, CD, CV"),
    Invariant("Timing.repeat", "tim-10", not_both("timeOfDay", "when"), "give timeOfDay or when, not both"),
    Invariant("Dosage", "dos-1", _as_needed, "asNeededFor contradicts asNeeded false: drop one of them"),
    Invariant("Range", "rng-2", ordered("low", "high"), "low must not be above high: swap them"),
    Invariant("Ratio", "rat-1", _ratio, "a ratio needs a numerator and a denominator"),
    Invariant("RatioRange", "ratrng-2", ordered("lowNumerator", "highNumerator"), "lowNumerator must not be above"),
    Invariant("SimpleQuantity", "sqty-1", lambda value: "comparator" not in value, "no comparator is allowed here"),
    *(Invariant(name, "qty-3", needs("code", "system"), "a unit's code needs its system") for name in QUANTITIES),
    Invariant("Duration", "drt-1", _ucum_time, "a coded duration needs the UCUM system and a value"),
    Invariant("Attachment", "att-1", needs("data", "contentType"), "data needs a contentType"),
    Invariant("Period", "per-1", _period, "start must not be after end"),
    Invariant("Reference", "ref-2", _referenced, "give a reference, an identifier or a display"),
    Invariant("Extension", "ext-1", _extension, "an extension has a value or extensions, and not both"),
    Invariant("ContactPoint", "cpt-2", needs("value", "system"), "a value needs a system"),
    Invariant("ClinicalUseDefinition", "cud-1", _one_body, "a ClinicalUseDefinition has one body: split it"),
    Invariant("ClinicalUseDefinition", "cud-type", _body_of_type, "give the one body that `type` names"),
    Invariant("Composition.section", "cmp-1", _section, "a section needs text, entries or sections"),
    *(Invariant(name, "dom-2", _no_nesting, "a contained resource must not contain others") for name in RESOURCES),
)


def check(tree: Tree) -> Iterator[Problem]:
    for invariant in INVARIANTS:
        for value, _, place in tree.nodes.get(invariant.type, ()):
            if not invariant.holds(value):
                yield problem_at(place, f"fhir-invariant-{invariant.key}", invariant.human)
