from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.report.patterns import pattern_of
from pipeline.rules import Rules


@pytest.mark.parametrize(
    ("text", "pattern"),
    [
        ("Testamol works by blocking a receptor.", "<drug> works by blocking"),
        ("Testamol-S works.", "<drug> works"),
        ("**Testamol / Examplase** soothe.", "<drug> soothe"),
        ("Take 2.5 or 1,000 more.", "take <number> or <number>"),
        ("It helps asthma and hay fever pass.", "it helps <condition> and"),
        ("Asthma, hay fever: all.", "<condition> all"),
        ("Yes.", "yes"),
        ("...", ""),
    ],
)
def test_a_sentence_is_folded_to_its_opening(text: str, pattern: str, rules: Rules) -> None:
    assert pattern_of(text, "t/testamol-examplase.md", rules.lexicon["conditions"]) == pattern


def test_a_short_part_of_the_name_is_no_name(rules: Rules) -> None:
    assert pattern_of("An acid in a box", "in-acid.md", rules.lexicon["conditions"]) == "an <drug> in a"


@given(text=st.text())
def test_no_pattern_is_longer_than_four_words(text: str, rules: Rules) -> None:
    assert len(pattern_of(text, "testamol.md", rules.lexicon["conditions"]).split()) <= 4
