"""Invariants of datatypes, each as the specification words it (FHIR R5 and R4B, Data Types and Metadata Types)."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

from pipeline.validate.definitions import Release
from pipeline.validate.invariants.conditions import (
    Invariant,
    OfNames,
    Value,
    any_of,
    is_number,
    needs,
    not_both,
    not_negative,
    one_of,
    ordered,
)

UCUM = "http://unitsofmeasure.org"
NO_VALUE = frozenset({"id", "url", "extension"})
MEALS = frozenset({"C", "CM", "CD", "CV"})
QUANTITIES = ("Quantity", "SimpleQuantity", "Duration", "Age", "Count", "Distance", "MoneyQuantity")
R5: tuple[Release, ...] = ("r5",)
R4B: tuple[Release, ...] = ("r4b",)

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,63}")


@OfNames
def _extension(names: Collection[str]) -> bool:
    return ("extension" in names) != (not NO_VALUE.issuperset(names))


def _ratio(*numerators: str) -> OfNames:
    """A numerator and a denominator, or an extension that says why neither is there."""

    def holds(names: Collection[str]) -> bool:
        has_numerator = any(name in names for name in numerators)
        return has_numerator == ("denominator" in names) and (has_numerator or "extension" in names)

    return OfNames(holds)


@OfNames
def _exact(names: Collection[str]) -> bool:
    return "comparator" not in names


def _offset(value: Value) -> bool:
    when = value.get("when")
    return "offset" not in value or (
        bool(when) and not (isinstance(when, list) and any(one in MEALS for one in map(str, when)))
    )


def _as_needed(value: Value) -> bool:
    return "asNeededFor" not in value or value.get("asNeeded", True) is not False


def _ucum(value: Value) -> bool:
    """What is measured is in UCUM: a value has a code, and no other system is named."""
    return ("code" in value or "value" not in value) and value.get("system", UCUM) == UCUM


def _positive(value: Value) -> bool:
    return _ucum(value) and (not is_number(value.get("value")) or value["value"] > 0)


def _count(value: Value) -> bool:
    number = value.get("value")
    return _ucum(value) and value.get("code", "1") == "1" and (not is_number(number) or "." not in str(number))


def _coded_time(value: Value) -> bool:
    return "code" not in value or (value.get("system") == UCUM and "value" in value)


def _measured_time(value: Value) -> bool:
    return "value" not in value or (value.get("system") == UCUM and "code" in value)


def _period(value: Value) -> bool:
    """Dates compare as text up to the precision that both have; times of different zones are left alone."""
    start, end = value.get("start"), value.get("end")
    if not isinstance(start, str) or not isinstance(end, str):
        return True
    precision = min(len(start), len(end), len("2000-01-01"))
    return start[:precision] <= end[:precision]


def _expression_name(value: Value) -> bool:
    name = value.get("name")
    return not isinstance(name, str) or _NAME.fullmatch(name) is not None


def _all_day(value: Value) -> bool:
    return not value.get("allDay") or ("availableStartTime" not in value and "availableEndTime" not in value)


def _trigger(value: Value) -> bool:
    kind: Any = value.get("type")
    if kind == "named-event":
        return "name" in value
    if kind == "periodic":
        return any(name.startswith("timing") for name in value)
    return not (isinstance(kind, str) and kind.startswith("data-")) or "data" in value


def _no_data_with_timing(value: Value) -> bool:
    return "data" not in value or not any(name.startswith("timing") for name in value)


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
    Invariant("Dosage", "dos-1", _as_needed, "asNeededFor contradicts asNeeded false: drop one of them", R5),
    Invariant("Range", "rng-2", ordered("low", "high"), "low must not be above high: swap them"),
    Invariant("Ratio", "rat-1", _ratio("numerator"), "a ratio needs a numerator and a denominator"),
    Invariant("RatioRange", "ratrng-1", _ratio("lowNumerator", "highNumerator"), "add numerator or denominator", R5),
    Invariant("RatioRange", "ratrng-2", ordered("lowNumerator", "highNumerator"), "swap the numerators", R5),
    Invariant("RatioRange", "inv-1", _ratio("lowNumerator", "highNumerator"), "add numerator or denominator", R4B),
    Invariant("RatioRange", "inv-2", ordered("lowNumerator", "highNumerator"), "swap the numerators", R4B),
    Invariant("SimpleQuantity", "sqty-1", _exact, "no comparator is allowed here"),
    *(Invariant(name, "qty-3", needs("code", "system"), "a unit's code needs its system") for name in QUANTITIES),
    Invariant("Duration", "drt-1", _coded_time, "a coded duration needs the UCUM system and a value", R5),
    Invariant("Duration", "drt-1", _measured_time, "a duration needs a code of the UCUM system", R4B),
    Invariant("Age", "age-1", _positive, "an age is above 0 and has a code of the UCUM system"),
    Invariant("Count", "cnt-3", _count, "a count is whole and has the UCUM code 1"),
    Invariant("Distance", "dis-1", _ucum, "a distance has a code of the UCUM system"),
    Invariant("Attachment", "att-1", needs("data", "contentType"), "data needs a contentType"),
    Invariant("Period", "per-1", _period, "start must not be after end"),
    Invariant(
        "Reference",
        "ref-2",
        any_of("reference", "identifier", "display", "extension"),
        "give a reference, an identifier or a display",
        R5,
    ),
    Invariant("Identifier", "ident-1", any_of("value", "_value"), "give the identifier its value", R5, "warning"),
    Invariant("Extension", "ext-1", _extension, "an extension has a value or extensions, and not both"),
    Invariant("ContactPoint", "cpt-2", needs("value", "system"), "a value needs a system"),
    Invariant("Availability.availableTime", "av-1", _all_day, "all day has no times: drop them", R5),
    Invariant("Expression", "exp-1", any_of("expression", "reference"), "give an expression or a reference"),
    Invariant("Expression", "exp-2", _expression_name, "the name is to be letters, digits and underscores", R5),
    Invariant("SampledData", "sdd-1", one_of("interval", "offsets"), "give interval or offsets", R5),
    Invariant("DataRequirement.codeFilter", "drq-1", one_of("path", "searchParam"), "give path or searchParam"),
    Invariant("DataRequirement.dateFilter", "drq-2", one_of("path", "searchParam"), "give path or searchParam"),
    Invariant("TriggerDefinition", "trd-1", _no_data_with_timing, "give data or timing, not both"),
    Invariant("TriggerDefinition", "trd-2", needs("condition", "data"), "a condition needs data"),
    Invariant("TriggerDefinition", "trd-3", _trigger, "a named event has a name, a periodic one timing, others data"),
)
