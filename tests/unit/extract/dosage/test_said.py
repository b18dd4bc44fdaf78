"""What the words of a paragraph say of doses beside their own."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.extract import dosage
from pipeline.rules import Rules


@pytest.mark.parametrize(
    ("paragraph", "remarks"),
    [
        (
            "Take 50 mg every 4 hours. The first dose should be taken an hour before travel.",
            [("The first dose should be taken an hour before travel",)],
        ),
        (
            "5 mg once daily. 10 mg in severe disease. Treatment continues until the tumour grows.",
            [
                ("Treatment continues until the tumour grows",),
                ("in severe disease", "Treatment continues until the tumour grows"),
            ],
        ),
        ("Give 10 g. Multiple doses may be given, every 4 hours.", [("Multiple doses may be given, every 4 hours",)]),
        ("5 mg once daily. It is taken 30 minutes before breakfast.", [()]),
        ("If it fails, give 2 mg every 4 hours or 20 mg per day.", [("If it fails",), ("If it fails",)]),
        (
            "If it fails, give 2 mg daily, or 3 mg if the pain is severe.",
            [("If it fails",), ("if the pain is severe",)],
        ),
        (
            "Either 5 mg daily or 10 mg weekly after each dialysis.",
            [("after each dialysis",), ("after each dialysis",)],
        ),
        ("Treatment should begin within an hour. Give 5 mg daily.", [("Treatment should begin within an hour",)]),
        ("5 mg daily. It is taken at the same time each day.", [("It is taken at the same time each day",)]),
        ("Give 5 mg daily. Use should be limited to a few weeks.", [("Use should be limited to a few weeks",)]),
        ("Give 5 mg daily. This is given after surgery.", [("This is given after surgery",)]),
        ("5 mg daily. After a week, it may be raised to a maximum of 9 mg twice daily.", [(), ("After a week",)]),
        ("250 mg daily, or 500 mg weekly, taken after dialysis.", [("after dialysis",), ("after dialysis",)]),
        (
            "Apply twice daily. Treatment duration ranges from 2 weeks (jock itch) to 4 weeks (ringworm).",
            [("Treatment duration ranges from 2 weeks (jock itch) to 4 weeks (ringworm)",)],
        ),
    ],
)
def test_a_sentence_without_a_dose_tells_of_those_before_it(
    paragraph: str, remarks: list[tuple[str, ...]], rules: Rules, document_of: Any
) -> None:
    facts = dosage.extract(document_of(f"# Zapol\n\n### Dosage\n{paragraph}\n"), rules)
    assert [fact.instruction.additional for fact in facts] == remarks
