"""tests/cases/mapping/dosage.yaml: dosage instructions and the FHIR Dosage that each becomes."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
import yaml
from fhir.resources import get_fhir_model_class

from pipeline.mapper import map_facts
from pipeline.model.document import Span
from pipeline.model.dosage import Amount, DosageInstruction, Maximum, Timing
from pipeline.model.fact import Dosage
from pipeline.rules import Rules
from tests.conftest import ROOT
from tests.unit.mapper.sample import document

CASES = yaml.safe_load((ROOT / "tests" / "cases" / "mapping" / "dosage.yaml").read_text(encoding="utf-8"))


def number(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def amount(bounds: list[Any]) -> Amount:
    return Amount(number(bounds[0]), number(bounds[1]), bounds[2])


def timing(read: dict[str, Any]) -> Timing:
    made: dict[str, Any] = {}
    for name, value in read.items():
        if name in ("bounds", "duration"):
            made[name] = amount(value)
        elif name in ("period", "period_max"):
            made[name] = number(value)
        else:
            made[name] = tuple(value) if isinstance(value, list) else value
    return Timing(**made)


def instruction(read: dict[str, Any]) -> DosageInstruction:
    made = {name: tuple(value) if isinstance(value, list) else value for name, value in read.items()}
    made["doses"] = tuple(map(amount, read.get("doses", [])))
    made["daily"] = amount(read["daily"]) if "daily" in read else None
    made["rate"] = (amount(read["rate"]), made.pop("rate_per")) if "rate" in read else None
    made["timing"] = timing(read.get("timing", {}))
    made["maximums"] = tuple(Maximum(**{**most, "value": Decimal(most["value"])}) for most in read.get("maximums", []))
    return DosageInstruction("as read", Span(0, 7), **made)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_a_dosage_instruction_becomes_the_dosage(case: dict[str, Any], rules: Rules) -> None:
    resources, problems = map_facts(document(), (Dosage(evidence=(), instruction=instruction(case["read"])),), rules)
    knowledge = next(r.content for r in resources if r.content["resourceType"] == "MedicationKnowledge")
    (dosage,) = knowledge["indicationGuideline"][0]["dosingGuideline"][0]["dosage"][0]["dosage"]
    get_fhir_model_class("Dosage").model_validate(dosage)
    assert dosage == {"text": "as read", **case["dosage"]}
    assert problems == ()
