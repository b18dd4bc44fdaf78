"""Every case of tests/cases/dosage: a text and the instructions that it gives."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline.extract.dosage import parse_dosage
from pipeline.rules import Rules
from tests.unit.extract.dosage.shown import shown

CASES = Path(__file__).resolve().parents[3] / "cases" / "dosage"


def _cases() -> list[Any]:
    return [
        pytest.param(case["text"], case["gives"], id=f"{path.stem}: {case['text']}")
        for path in sorted(CASES.glob("*.yaml"))
        for case in yaml.safe_load(path.read_text(encoding="utf-8"))
    ]


@pytest.mark.parametrize(("text", "gives"), _cases())
def test_the_text_gives_just_these_instructions(text: str, gives: list[dict[str, Any]], rules: Rules) -> None:
    assert [shown(instruction) for instruction in parse_dosage(text, rules.lexicon)] == gives
