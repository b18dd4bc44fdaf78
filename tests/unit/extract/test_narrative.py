"""Which sentences are kept as narrative, and by which rule."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from pipeline.extract.narrative import narrative_rule
from pipeline.rules import Rules
from tests.conftest import ROOT

CASES = yaml.safe_load((ROOT / "tests/cases/narrative/sentences.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"])
def test_a_sentence_is_kept_by_the_rule_that_fits_it(case: dict[str, Any], rules: Rules) -> None:
    assert narrative_rule(case["text"], case.get("section", "indications"), rules) == case["rule"]


@pytest.mark.parametrize("lexicon", ["filler", "narrative"])
def test_every_rule_has_a_case(lexicon: str, rules: Rules) -> None:
    proved = {case["rule"] for case in CASES}
    assert {f"{lexicon}/{key}" for key in rules.lexicon[lexicon].terms} <= proved


@pytest.mark.parametrize("lexicon", ["filler", "narrative"])
def test_every_rule_names_cues_and_sections_that_there_are(lexicon: str, rules: Rules) -> None:
    cues = {*rules.lexicon["fact-cues"].terms, "condition"}
    for term in rules.lexicon[lexicon].terms.values():
        assert set(term.data) <= {"unless", "sections"}
        assert set(term.data["unless"]) <= cues
        assert all(map(rules.sections.bears_facts, term.data.get("sections", ())))
