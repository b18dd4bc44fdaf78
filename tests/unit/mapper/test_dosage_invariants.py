"""Whatever was read, the Dosage that comes out breaks no rule of FHIR; the checks of pipeline/validate judge."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.extract.dosage import parse_dosage
from pipeline.mapper import map_dosage
from pipeline.model.document import Span
from pipeline.model.dosage import Amount, DosageInstruction, Maximum, Timing
from pipeline.problems import ProblemError
from pipeline.rules import load
from pipeline.validate import CHECKS, validate
from tests.unit.extract.dosage.test_properties import SALADS
from tests.unit.extract.dosage_text.strategies import instructions

RULES = load()
JUDGES = {name: CHECKS[name] for name in ("structure", "elements", "bindings", "invariants", "units")}

NUMBERS = st.none() | st.integers(-5, 60).map(Decimal)
COUNTS = st.none() | st.integers(1, 9)
TIME_UNITS = st.sampled_from(["s", "min", "h", "d", "wk", "mo", "a"])
UNITS = st.sampled_from(["mg", "mg/kg", "{tablet}", "[iU]", ""])
CODES = st.lists(st.sampled_from(["MORN", "HS", "AC", "PCV", "C", "CM"]), max_size=3, unique=True).map(tuple)


def amounts(units: st.SearchStrategy[str]) -> st.SearchStrategy[Amount]:
    return st.builds(Amount, NUMBERS, NUMBERS, units)


TIMINGS = st.builds(
    Timing,
    frequency=COUNTS,
    frequency_max=COUNTS,
    period=NUMBERS,
    period_max=NUMBERS,
    period_unit=st.none() | TIME_UNITS,
    time_of_day=st.sampled_from([(), ("08:00", "20:00")]),
    when=CODES,
    offset=st.none() | st.integers(0, 120),
    count=COUNTS,
    count_max=COUNTS,
    bounds=st.none() | amounts(TIME_UNITS),
    duration=st.none() | amounts(TIME_UNITS),
)
ANYTHING = st.builds(
    DosageInstruction,
    st.just("words"),
    st.just(Span(0, 5)),
    doses=st.lists(amounts(UNITS), max_size=2).map(tuple),
    daily=st.none() | amounts(UNITS),
    rate=st.none() | st.tuples(amounts(UNITS), TIME_UNITS),
    timing=TIMINGS,
    as_needed=st.booleans(),
    as_needed_for=st.sampled_from([(), ("pain",)]),
    maximums=st.lists(st.builds(Maximum, st.integers(1, 9).map(Decimal), UNITS), max_size=1).map(tuple),
)


def problems_of(dosage: dict[str, Any]) -> list[str]:
    guideline = {"dosingGuideline": [{"dosage": [{"type": {"text": "Usual dose"}, "dosage": [dosage]}]}]}
    knowledge = {"resourceType": "MedicationKnowledge", "id": "k", "indicationGuideline": [guideline]}
    return [f"{problem.code} {problem.element}: {problem.message}" for problem in validate(knowledge, JUDGES)]


@given(ANYTHING)
@settings(max_examples=300, deadline=None)
def test_any_instruction_at_all_gives_a_lawful_dosage(instruction: DosageInstruction) -> None:
    assert problems_of(map_dosage(instruction, RULES)) == []


@given(instructions())
@settings(max_examples=150, deadline=None)
def test_a_lawful_instruction_keeps_its_structure(instruction: DosageInstruction) -> None:
    dosage = map_dosage(instruction, RULES)
    assert problems_of(dosage) == []
    assert "doseAndRate" in dosage


@given(SALADS)
@example("mon-fri in 1/2 dose")
@settings(max_examples=150, deadline=None)
def test_what_is_read_in_words_of_any_order_gives_lawful_dosages(text: str) -> None:
    for instruction in parse_dosage(text, RULES.lexicon):
        assert problems_of(map_dosage(instruction, RULES)) == []


def test_an_instruction_that_was_not_understood_is_its_text() -> None:
    instruction = DosageInstruction("as told", Span(0, 7), doses=(Amount(None, Decimal(5), "mg"),), complete=False)
    assert map_dosage(instruction, RULES) == {"text": "as told"}


def test_a_dosage_needs_its_fragment() -> None:
    with pytest.raises(ProblemError, match=r"fragments/dosage\.yaml"):
        map_dosage(DosageInstruction("words", Span(0, 5)), replace(RULES, dosage=None))
