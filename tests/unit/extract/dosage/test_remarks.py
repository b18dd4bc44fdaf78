"""Every case of tests/cases/dosage-remarks: a text and what it says of its doses beside their structure."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline.extract import dosage
from pipeline.model.document import Document
from pipeline.rules import Rules

CASES = Path(__file__).resolve().parents[3] / "cases" / "dosage-remarks" / "remarks.yaml"


@pytest.mark.parametrize("case", yaml.safe_load(CASES.read_text(encoding="utf-8")), ids=lambda case: case["text"][:60])
def test_remarks_are_kept_in_their_words(case: dict[str, Any], rules: Rules) -> None:
    read = dosage.parse_dosage(case["text"], rules.lexicon)
    assert read
    assert [words for instruction in read for words in instruction.additional] == case["remarks"]


def test_people_that_a_condition_names_are_no_remark(rules: Rules, document_of: Any) -> None:
    text = "# Zapol\n\n### Dosage\nIf the patient is already taking a diuretic, the initial dose is 5 mg once daily.\n"
    document: Document = document_of(text)
    (fact,) = dosage.extract(document, rules)
    assert fact.population is not None
    assert fact.instruction.additional == ()


def test_the_dose_of_a_label_that_is_not_given_is_a_remark(rules: Rules, document_of: Any) -> None:
    text = "# Zapol\n\n### Dosage\n**20 mg BID:** On days 1-7, 5 mg once daily.\n"
    (fact,) = dosage.extract(document_of(text), rules)
    assert fact.instruction.additional == ("On days 1-7", "20 mg BID")
