"""Facts of bundles: what counts as stated, and what does not."""

from __future__ import annotations

import copy
from typing import Any

from pipeline.bundle import assemble
from pipeline.comparison.delivered import KINDS, delivered
from pipeline.comparison.facts import compare
from pipeline.comparison.stated import Stated
from pipeline.library import convert

PAGE = """# Testamol

## Usage
Testamol is a beta blocker. It is used to treat mild pain in adults.

## Dosage
Adults: Take 5 mg by mouth twice daily.

## Side Effects
- **Common (1-10%):** nausea

## Storage
Store below 25°C, protected from light.
"""


def bundle(page: str = PAGE) -> dict[str, Any]:
    found = convert(page).bundle
    assert found is not None
    return found


def differences(before: str, after: str) -> list[tuple[str, ...]]:
    assert before in PAGE
    changes = compare(delivered(bundle()), delivered(bundle(PAGE.replace(before, after))))
    return [
        row
        for change in changes
        for row in list(change.differences()) or [(change.what, change.fact.kind, change.fact.text)]
    ]


def fact(kind: str, facts: tuple[Stated, ...]) -> Stated:
    (found,) = (one for one in facts if one.kind == kind)
    return found


def test_every_kind_is_read_with_its_words_and_line() -> None:
    facts = delivered(bundle())
    assert {one.kind for one in facts} <= {kind.name for kind in KINDS}
    expected = {("medication", "Testamol", 1), ("drug-class", "beta blocker", 4), ("indication", "mild pain", 4)}
    expected |= {("undesirable-effect", "nausea", 10), ("storage", "Store below 25°C, protected from light.", 13)}
    assert expected <= {(one.kind, one.text, one.line) for one in facts}


def test_a_dosage_has_its_structure_and_whom_it_is_for() -> None:
    dosage = fact("dosage", delivered(bundle()))
    assert dosage.details["doseAndRate.doseQuantity"] == "5 mg"
    assert dosage.details["timing.repeat.frequency"] == "2"
    assert dosage.details["dosingGuideline.patientCharacteristic.valueCodeableConcept.text"] == "Adults"


def test_words_that_moved_do_not_differ() -> None:
    assert differences("## Usage", "A new line.\n\n## Usage") == []


def test_another_dose_is_a_change_of_its_words_and_structure() -> None:
    found = differences("5 mg", "10 mg")
    assert ("doseAndRate.doseQuantity", "5 mg", "10 mg") in found
    assert {row[0] for row in found} == {"text", "doseAndRate.doseQuantity"}


def test_another_frequency_is_a_change_of_the_effect() -> None:
    found = {name.rpartition(".")[2]: (old, new) for name, old, new in differences("Common (1-10%)", "Rare")}
    assert "|common" in found["coding"][0]
    assert "|rare" in found["coding"][1]


def test_another_population_is_a_change() -> None:
    found = differences("Adults: Take", "Children: Take")
    assert any(row[1:] == ("Adults", "Children") for row in found)


def test_another_condition_is_another_fact() -> None:
    assert differences("mild pain", "gout") == [("added", "indication", "gout"), ("removed", "indication", "mild pain")]


def test_ids_status_and_versions_of_code_systems_are_not_stated() -> None:
    before, after = bundle(), copy.deepcopy(bundle())
    for entry in after["entry"]:
        resource = entry["resource"]
        resource |= {"status": "draft"}
        for coding in resource.get("code", {}).get("coding", ()) if isinstance(resource.get("code"), dict) else ():
            coding["version"] = "next"
    assert compare(delivered(before), delivered(after)) == ()


def test_without_the_monograph_no_line_is_known() -> None:
    found = bundle()
    for entry in found["entry"]:
        for content in entry["resource"].get("content", ()):
            content["attachment"].pop("data")
    assert {one.line for one in delivered(found)} == {0}


def test_an_empty_bundle_states_nothing() -> None:
    assert delivered(assemble((), "collection")) == ()
