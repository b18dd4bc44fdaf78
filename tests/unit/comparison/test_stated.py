"""Facts with every detail as text."""

from __future__ import annotations

from pipeline.comparison.stated import stated
from tests.unit.mapper.sample import FACTS, document


def test_every_fact_is_stated_with_its_line_and_details() -> None:
    facts = {(one.kind, one.text): one for one in stated(document(), FACTS)}
    assert len(facts) == len(FACTS)
    effect = facts["undesirable-effect", "heartburn <burning>"]
    assert effect.line == 8
    assert effect.details == {
        "frequency.code": "common",
        "frequency.text": "Common side effects (1 to 10 %)",
        "organ_class": "stomach",
    }
    assert facts["identity", "Sampletin"].details == {"synonyms": "Samplin"}


def test_the_structure_of_a_dosage_is_among_its_details() -> None:
    (dosage,) = (one for one in stated(document(), FACTS) if one.details.get("formulation") == "tablets")
    assert dosage.text.startswith("2.5 to 5 mg/kg by mouth")
    expected = {"doses[0].low": "2.5", "timing.period": "6", "population.code": "adult", "indications": "Ague"}
    assert expected.items() <= dosage.details.items()
    assert not any("span" in name or "evidence" in name for name in dosage.details)
