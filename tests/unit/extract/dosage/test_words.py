"""The words that a dosage quotes: the whole clause, and nothing of the next."""

from __future__ import annotations

from itertools import accumulate, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.extract.dosage.reader import parse_dosage
from pipeline.extract.dosage.words import whole_clauses
from pipeline.model.document import Span
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
    ("1 g daily (for some 500 mg daily).", ["1 g daily", "(for some 500 mg daily)"]),
    (
        "3 mg every 4 hours or a slow or fast infusion of 2 mg/hour.",
        ["3 mg every 4 hours", "a slow or fast infusion of 2 mg/hour"],
    ),
    (
        "A dose of 0.25 mL (children under 3 years) or 0.5 mL (older children) is injected.",
        ["A dose of 0.25 mL (children under 3 years)", "0.5 mL (older children) is injected"],
    ),
    (
        "Mild infections: 5 mg daily; severe infections: 10 mg daily.",
        ["Mild infections: 5 mg daily", "severe infections: 10 mg daily"],
    ),
    (
        "From low doses (e.g., 5 mg daily) to high doses (e.g., 10 mg daily).",
        ["From low doses (e.g., 5 mg daily) to high doses", "(e.g., 10 mg daily)"],
    ),
    (
        "Drug A 200 mg twice daily for a week. Drug B 500 mg once daily until it heals.",
        ["Drug A 200 mg twice daily for a week", "Drug B 500 mg once daily until it heals"],
    ),
]
WORDS = ["5 mg", "20 mL", "twice daily", "then", "and", "or", "before surgery", "of", "if needed", *",;()."]


@pytest.mark.parametrize(("text", "quoted"), CLAUSES)
def test_a_dosage_quotes_its_whole_clause(text: str, quoted: list[str], rules: Rules) -> None:
    assert [instruction.text for instruction in parse_dosage(text, rules.lexicon)] == quoted


@st.composite
def texts_with_spans(draw: st.DrawFn) -> tuple[str, list[Span], list[tuple[int, int]]]:
    """A text of some words, of which some are regimens, in one or two sentences."""
    words = draw(st.lists(st.sampled_from(WORDS), min_size=1, max_size=14))
    text = " ".join(words)
    ends = list(accumulate(len(word) + 1 for word in words))
    spans = [Span(end - 1 - len(word), end - 1) for word, end in zip(words, ends, strict=True) if word in WORDS[:3]]
    middle = draw(st.sampled_from(ends))
    sentences = [(0, middle), (middle, len(text))] if middle < len(text) else [(0, len(text))]
    return text, spans, sentences


@given(texts_with_spans())
def test_whole_clauses_hold_their_regimen_and_nothing_of_the_next(
    rules: Rules, drawn: tuple[str, list[Span], list[tuple[int, int]]]
) -> None:
    text, spans, sentences = drawn
    whole = whole_clauses(text, spans, sentences, rules.lexicon)
    for span, clause in zip(spans, whole, strict=True):
        assert clause.start <= span.start < span.end <= clause.end
    for before, after in pairwise(whole):
        assert before.end <= after.start
