"""The words that a dosage quotes: the whole clause, and nothing of the next."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.extract.dosage.reader import parse_dosage
from pipeline.rules import Rules

CLAUSES = [
    ("Take 5 mg 30 minutes before the procedure.", ["Take 5 mg 30 minutes before the procedure"]),
    (
        "2 g of the fresh bulb; 0.5 g of the dried powder; 3 mg of its oil.",
        ["2 g of the fresh bulb", "0.5 g of the dried powder", "3 mg of its oil"],
    ),
    (
        "A bolus of 30 mg is given before surgery, immediately followed by 5 mg every hour.",
        ["A bolus of 30 mg is given before surgery", "immediately followed by 5 mg every hour"],
    ),
    (
        "50 mg/kg/day for mild infections, and much higher (300 mg/kg/day) in meningitis.",
        ["50 mg/kg/day for mild infections", "much higher (300 mg/kg/day) in meningitis"],
    ),
    (
        "A first dose of 500 mg is typically followed by 250 mg every 8 hours.",
        ["A first dose of 500 mg", "followed by 250 mg every 8 hours"],
    ),
    ("1 g daily (for some 500 mg daily).", ["1 g daily", "for some 500 mg daily"]),
    (
        "Drug A 200 mg twice daily for a week. Drug B 500 mg once daily until it heals.",
        ["Drug A 200 mg twice daily for a week", "Drug B 500 mg once daily until it heals"],
    ),
]
WORDS = ["5 mg", "20 mL", "twice daily", "then", "and", "or", ",", ";", "(", ")", ".", "before surgery", "of", "if needed"]


@pytest.mark.parametrize(("text", "quoted"), CLAUSES)
def test_a_dosage_quotes_its_whole_clause(text: str, quoted: list[str], rules: Rules) -> None:
    assert [instruction.text for instruction in parse_dosage(text, rules.lexicon)] == quoted


@given(st.lists(st.sampled_from(WORDS), max_size=14))
def test_what_is_quoted_stands_in_the_text_once_at_most(rules: Rules, words: list[str]) -> None:
    text = " ".join(words)
    spans = sorted({instruction.span for instruction in parse_dosage(text, rules.lexicon)})
    for instruction in parse_dosage(text, rules.lexicon):
        assert text[instruction.span.start : instruction.span.end] == instruction.text
    for before, after in pairwise(spans):
        assert before.end <= after.start or before.start == after.start
