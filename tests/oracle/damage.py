"""Kinds of damage: each turns a valid resource into one that is, or looks, broken. For comparing validators.

A kind is a function that changes the resource in place and says whether it found a place to. What it gives need not be
invalid (a word of a wrong binding strength, say): the official validator decides that.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy

from tests.oracle.change import (
    CODED,
    DOSAGE,
    EXTENSION,
    RANGE,
    REPEAT,
    XHTML,
    Kind,
    Value,
    add,
    at_root,
    change,
    contained,
    div,
    entry_of,
    extension,
    flags,
    having,
    lists,
    missing,
    named,
    narrative,
    numbers,
    objects,
    other_body,
    put,
    renamed,
    single,
    swapped_range,
    texts,
    twice,
    two_values,
    when,
    without,
)

KINDS: Mapping[str, Kind] = {
    # names and shapes
    "an element that FHIR does not have": add(objects(), colour="blue"),
    "a misspelt element": renamed(lambda spot: spot.key not in ("resourceType", "div"), lambda name: f"{name}s"),
    "a required element is missing": missing,
    "a required part is missing": without(objects("derivedFrom", "characteristic", "medicineClassification",
                                                  "dosage", "agent", "content", "text"),
                                          "type", "exclude", "who", "attachment", "status", "div", "code"),
    "a list in place of one": change(single, lambda value: [value]),
    "one in place of a list": change(lambda spot: lists(spot) and bool(spot.value), lambda value: value[0]),
    "an object in place of a text": change(texts(), lambda value: {"text": value}),
    "a text in place of an object": put(objects(), "words"),
    "a number in quotes": change(numbers, str),
    "a text without quotes": put(texts("code", "text", "status", "url", "title", "description", "display"), 7),
    "a flag in quotes": change(flags, lambda value: str(value).lower()),
    "a null": put(lambda spot: spot.key != "resourceType", None),
    "a null in a list": change(lists, lambda value: [*value, None]),
    "an empty text": put(texts(), ""),
    "a text of blanks": put(texts(), "   "),
    "an empty list": put(lists, []),
    "an empty object": put(objects(), {}),
    "two values of a choice": two_values,
    "a type that the choice does not have": renamed(
        lambda spot: spot.key in ("doseQuantity", "doseRange", "valueCodeableConcept", "valueRange", "rateRatio"),
        lambda name: name.replace("Quantity", "Period").replace("Range", "Period").replace("CodeableConcept", "Colour")
        .replace("Ratio", "Money")),
    "a resource type that does not exist": at_root(lambda root: root.update(resourceType="Monograph")),
    "no resource type": at_root(lambda root: root.pop("resourceType", None)),
    # primitives
    "an id too long": at_root(lambda root: root.update(id="a" * 65)),
    "an id with an underscore": at_root(lambda root: root.update(id="exemplol_5_mg")),
    "an id with a blank": at_root(lambda root: root.update(id="exemplol 5")),
    "a uri with a blank": change(texts("system", "url", "fullUrl", "source"), lambda text: f"{text} 5"),
    "a code with blanks around it": change(texts("code", "type", "status", "periodUnit"), lambda text: f" {text} "),
    "a code with two blanks in it": change(texts("code"), lambda text: f"{text}  b"),
    "a month that does not exist": put(texts("date", "recorded", "timestamp", "lastUpdated", "start"), "2024-13-01"),
    "a day that does not exist": put(texts("date", "recorded", "timestamp", "lastUpdated", "start"), "2023-02-30"),
    "a time without its zone": put(texts("date", "recorded", "timestamp", "lastUpdated"), "2024-01-31T08:00:00"),
    "an instant without a time": put(texts("recorded", "timestamp", "lastUpdated"), "2024-01-31"),
    "a date in another order": put(texts("date", "recorded", "start"), "31.01.2024"),
    "no time at all": put(named("frequency", "count"), 0),
    "a negative count": put(named("frequency", "frequencyMax", "count", "countMax", "offset", "size"), -2),
    "a fraction of a whole number": put(named("frequency", "frequencyMax", "count", "sequence"), 1.5),
    "a whole number too large": put(named("frequency", "count", "sequence", "offset"), 2**40),
    "a decimal comma": put(named("value", "period", "duration"), "1,5"),
    "a size as a text of words": put(named("size"), "large"),
    "data that is not base64": put(texts("data", "hash"), "&&&"),
    "a time of day of 25 hours": add(having("frequency", "period"), timeOfDay=["25:00:00"]),
    # extensions
    "an extension without url": extension({"valueString": "x"}),
    "an extension without value": extension({"url": EXTENSION}),
    "an extension with value and extensions": extension(
        {"url": EXTENSION, "valueString": "x", "extension": [{"url": "part", "valueString": "y"}]}),
    "an extension with two values": extension({"url": EXTENSION, "valueString": "x", "valueBoolean": True}),
    "an extension of a type that does not exist": extension({"url": EXTENSION, "valueWords": "x"}),
    "an extension with a relative url": extension({"url": "note", "valueString": "x"}),
    "an extension of a primitive that is no object": add(having("text"), _text="x"),
    "an unknown modifier extension": at_root(
        lambda root: None if root.get("resourceType") == "Bundle"
        else root.update(modifierExtension=[{"url": EXTENSION, "valueBoolean": True}])),
    # bindings
    "a status that does not exist": put(texts("status"), "perhaps"),
    "a type that does not exist": put(texts("type"), "something-else"),
    "a code in capitals": change(texts("status", "type", "periodUnit", "membership", "durationUnit"), str.upper),
    "a time unit in words": put(texts("periodUnit", "durationUnit"), "days"),
    "a moment that does not exist": add(REPEAT, when=["LUNCH"]),
    "a weekday in words": add(REPEAT, dayOfWeek=["monday"]),
    # references
    "a target that is not allowed": put(
        lambda spot: isinstance(spot.value, dict) and str(spot.value.get("reference", "")).partition("/")[0].isalpha(),
        {"reference": "Patient/exemplol"}),
    "a contained resource that is not there": put(having("reference"), {"reference": "#nobody"}),
    "a reference of another type than it says": change(
        having("reference"), lambda value: {**value, "type": "Observation"}),
    "a reference to nothing": put(having("reference"), {"id": "a"}),
    "a reference that is a list": put(texts("reference"), ["Medication/a"]),
    "a reference with a blank": change(texts("reference"), lambda text: text.replace("/", "/ ")),
    "a contained resource that nothing refers to": contained(
        {"resourceType": "Organization", "id": "maker", "name": "Maker"}),
    "a contained resource that contains": contained(
        {"resourceType": "Organization", "id": "maker", "name": "M",
         "contained": [{"resourceType": "Organization", "id": "b", "name": "B"}]}, reference="#maker"),
    "a contained resource with a version": contained(
        {"resourceType": "Organization", "id": "maker", "name": "M", "meta": {"versionId": "1"}}, reference="#maker"),
    "a contained resource with a security label": contained(
        {"resourceType": "Organization", "id": "maker", "name": "M",
         "meta": {"security": [{"system": "https://example.org/labels", "code": "R"}]}}, reference="#maker"),
    # invariants of datatypes
    "a duration without its unit (tim-1)": add(REPEAT, duration=30),
    "a period without its unit (tim-2)": without(REPEAT, "periodUnit"),
    "a negative duration (tim-4)": add(REPEAT, duration=-1, durationUnit="h"),
    "a negative period (tim-5)": add(REPEAT, period=-1),
    "a largest period alone (tim-6)": change(
        REPEAT, lambda value: {**{k: v for k, v in value.items() if k != "period"}, "periodMax": 3}),
    "a largest duration alone (tim-7)": add(REPEAT, durationMax=3, durationUnit="h"),
    "a largest count alone (tim-8)": add(REPEAT, countMax=3),
    "an offset without a moment (tim-9)": add(REPEAT, offset=30),
    "an offset from a meal (tim-9)": add(REPEAT, offset=30, when=["C"]),
    "times of day and moments (tim-10)": add(REPEAT, timeOfDay=["08:00:00"], when=["MORN"]),
    "needed for something, yet not as needed (dos-1)": add(DOSAGE, asNeeded=False, asNeededFor=[{"text": "pain"}]),
    "a range upside down (rng-2)": swapped_range,
    "a range of two units": change(RANGE, lambda value: {**value, "high": {"value": 1, "unit": "g",
                                    "system": "http://unitsofmeasure.org", "code": "g"}}),
    "half a ratio (rat-1)": without(having("numerator", "denominator"), "denominator"),
    "a comparator where none may be (sqty-1)": add(
        lambda spot: CODED(spot) and spot.name in ("low", "high", "denominator", "doseQuantity", "rateQuantity",
                                                    "maxDosePerAdministration"), comparator="<"),
    "a code of no system (qty-3)": without(CODED, "system"),
    "a duration that is no time (drt-1)": add(
        REPEAT, boundsDuration={"value": 3, "system": "https://example.org/units", "code": "d"}),
    "data without its media type (att-1)": without(having("data", "contentType"), "contentType"),
    "a period upside down (per-1)": change(
        objects("period", "effectivePeriod", "occurredPeriod"), lambda _: {"start": "2024-02-01", "end": "2024-01-01"}),
    "no reference, identifier or display (ref-2)": put(having("reference"), {"type": "Medication"}),
    "a means of contact without its system (cpt-2)": put(objects("telecom"), {"value": "5"}),
    # invariants of resources
    "two bodies (cud-1)": other_body,
    "a body of another type": when("ClinicalUseDefinition", change(
        lambda spot: spot.name == "type" and isinstance(spot.value, str),
        lambda value: "warning" if value != "warning" else "indication")),
    "members of a definition (grp-1)": when("Group", at_root(
        lambda root: root.update(member=[{"entity": {"reference": "Patient/a"}}]))),
    "a section without content (cmp-1)": put(objects("section"), {"title": "Dosage"}),
    "a reason for nothing beside entries (cmp-2)": add(
        objects("section"), emptyReason={"text": "x"}, entry=[{"reference": "Medication/a"}]),
    "a concept twice (csd-1)": change(
        lambda spot: spot.name == "concept" and isinstance(spot.value, list), lambda value: [*value, value[0]]),
    "a supplement of nothing (csd-4)": when("CodeSystem", at_root(lambda root: root.update(content="supplement"))),
    "a map to nothing and something (cmd-4)": add(having("code", "target"), noMap=True),
    "a looser target without a comment (cmd-1)": change(
        having("relationship"), lambda value: {"code": value.get("code", "a"), "relationship": "not-related-to"}),
    # narratives
    "a narrative with a script": change(div, lambda text: text.replace("</div>", "<script>go()</script></div>")),
    "a narrative with a handler": change(div, lambda text: text.replace(">", ' onclick="go()">', 1)),
    "a narrative with a frame": change(div, lambda text: text.replace("</div>", '<iframe src="a"></iframe></div>')),
    "a narrative with a form": change(div, lambda text: text.replace("</div>", '<form><p>a</p></form></div>')),
    "an empty narrative": narrative(f"{XHTML}</div>"),
    "a narrative of blanks": narrative(f"{XHTML}<p> </p></div>"),
    "a narrative that does not close": narrative(f"{XHTML}<p>a</div>"),
    "a narrative outside its namespace": narrative("<div>a</div>"),
    "a narrative that is no div": narrative('<p xmlns="http://www.w3.org/1999/xhtml">a</p>'),
    "a narrative with an entity of its own": narrative(f"{XHTML}&exemplol;</div>"),
    "a narrative with a bare ampersand": narrative(f"{XHTML}salt & water</div>"),
    "a narrative with a style sheet": change(div, lambda text: text.replace("</div>", "<style>p {}</style></div>")),
    # bundles
    "an entry twice (bdl-7)": twice,
    "an entry without resource": entry_of(lambda entry: entry.pop("resource", None)),
    "an entry with nothing (bdl-5)": entry_of(lambda entry: entry.clear()),
    "a request that is missing (bdl-3c)": entry_of(lambda entry: entry.pop("request", None), "transaction", "batch"),
    "a request of no method": entry_of(lambda entry: entry["request"].pop("method"), "transaction", "batch"),
    "a request of no url": entry_of(lambda entry: entry["request"].pop("url"), "transaction", "batch"),
    "a request of a method that does not exist": entry_of(
        lambda entry: entry["request"].update(method="SEND"), "transaction", "batch"),
    "a request in a collection (bdl-3a)": entry_of(
        lambda entry: entry.update(request={"method": "PUT", "url": "Medication/a"}), "collection", "document"),
    "a response in a collection (bdl-3a)": entry_of(
        lambda entry: entry.update(response={"status": "200"}), "collection", "document"),
    "no fullUrl (bdl-15)": entry_of(lambda entry: entry.pop("fullUrl", None), "collection", "document"),
    "a fullUrl with a version (bdl-8)": entry_of(
        lambda entry: entry.update(fullUrl=f"{entry.get('fullUrl', 'https://example.org/Medication/a')}/_history/1")),
    "a fullUrl of another id": entry_of(lambda entry: entry.update(fullUrl="https://example.org/Medication/another")),
    "a fullUrl that is relative": entry_of(lambda entry: entry.update(fullUrl="Medication/another")),
    "a search in a collection (bdl-2)": entry_of(lambda entry: entry.update(search={"mode": "match"})),
    "a total in a transaction (bdl-1)": when("Bundle", at_root(lambda root: root.update(total=3))),
    "a document without identifier (bdl-9)": when("Bundle", change(
        lambda spot: spot.name == "type" and spot.value in ("collection", "document") and "entry" in spot.parent,
        lambda _: "document")),
    "a document without its date (bdl-10)": when("Bundle", at_root(
        lambda root: root.pop("timestamp", None) if root.get("type") == "document" else None)),
    "a document that opens with something else (bdl-11)": when("Bundle", at_root(
        lambda root: root["entry"].reverse() if root.get("type") == "document" else None)),
    "a searchset without its link (bdl-18)": when("Bundle", at_root(lambda root: root.update(type="searchset"))),
    # units, codes, documents
    "a unit that is not of UCUM": put(lambda spot: spot.name == "code" and "value" in spot.parent, "spoonfuls"),
    "a coding of no system": without(having("system", "code", "display"), "system"),
    "a system that is no address": change(
        lambda spot: spot.name == "system" and "display" in spot.parent, lambda _: "snomed"),
    "a size that is not the document's": put(named("size"), 3),
    "a hash that is not the document's": put(texts("hash"), "2jmj7l5rSw0yVb/vlWAYkK/YBwk="),
}  # fmt: skip

# Damage to the text of a resource, which no object can show.
IN_TEXT: Mapping[str, Callable[[str], str]] = {
    "a key twice": lambda text: text.replace("{", '{"id": "a", "id": "b", ', 1),
    "a comma too many": lambda text: text[:-1] + ",}",
    "a text that breaks off": lambda text: text[: len(text) // 2],
    "single quotes": lambda text: text.replace('"', "'"),
    "a comment": lambda text: text.replace("{", "{ /* a */ ", 1),
    "not a number": lambda text: text.replace("{", '{"priority": NaN, ', 1),
    "a leading zero": lambda text: text.replace('"value": ', '"value": 0', 1),
    "a plus sign": lambda text: text.replace('"value": ', '"value": +', 1),
    "a second document behind it": lambda text: text + text,
    "a list around it": lambda text: f"[{text}]",
}


def mutants(resources: list[Value], count: int, seed: int) -> Iterator[tuple[str, str]]:
    """(kind, JSON text) of `count` damaged copies, every kind in turn, always the same for the same seed."""
    chance = random.Random(seed)
    kinds = [*KINDS, *IN_TEXT]
    made = tried = 0
    while made < count:
        kind = kinds[tried % len(kinds)]
        tried += 1
        damaged = _damaged(kind, resources, chance)
        if damaged is not None:
            made += 1
            yield kind, damaged


def _damaged(kind: str, resources: list[Value], chance: random.Random) -> str | None:
    """One resource with that damage; None where in many tries none had a place for it."""
    for _ in range(60):
        resource = deepcopy(chance.choice(resources))
        if kind in IN_TEXT:
            text = json.dumps(resource)
            damaged = IN_TEXT[kind](text)
            if damaged != text:
                return damaged
        elif KINDS[kind](resource, chance):
            return json.dumps(resource)
    return None
