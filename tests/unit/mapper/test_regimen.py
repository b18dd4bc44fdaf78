"""Which dosage instructions have a lawful FHIR structure."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.mapper.regimen import doses_and_rates, is_lawful, regimen_of
from pipeline.model.document import Span
from pipeline.model.dosage import Amount, DosageInstruction, Maximum, Timing
from pipeline.model.monograph import DoseAndRate


def amount(low: int | None, high: int | None, unit: str = "mg") -> Amount:
    return Amount(None if low is None else Decimal(low), None if high is None else Decimal(high), unit)


def instruction(**structure: Any) -> DosageInstruction:
    return DosageInstruction("words", Span(0, 5), **structure)


@pytest.mark.parametrize(
    "structure",
    [
        {"doses": (amount(5, 5),), "timing": Timing(2, period=Decimal(1), period_unit="d")},
        {"doses": (amount(None, 5),)},
        {"doses": (amount(5, None),)},
        {"timing": Timing(when=("AC",), offset=30)},
        {"timing": Timing(count=3, count_max=5)},
        {"timing": Timing(period=Decimal(4), period_max=Decimal(6), period_unit="h")},
        {"timing": Timing(duration=amount(30, 60, "min"))},
    ],
)
def test_an_instruction_that_keeps_the_invariants_is_lawful(structure: dict[str, Any]) -> None:
    assert is_lawful(instruction(**structure))


@pytest.mark.parametrize(
    ("structure", "invariant"),
    [
        ({"timing": Timing(period=Decimal(4))}, "tim-2"),
        ({"timing": Timing(period=Decimal(-1), period_unit="d")}, "tim-5"),
        ({"timing": Timing(period_max=Decimal(6), period_unit="h")}, "tim-6"),
        ({"timing": Timing(duration=amount(None, 60, "min"))}, "tim-7"),
        ({"timing": Timing(count_max=5)}, "tim-8"),
        ({"timing": Timing(offset=30)}, "tim-9"),
        ({"timing": Timing(when=("C",), offset=30)}, "tim-9"),
        ({"timing": Timing(when=("MORN",), time_of_day=("08:00:00",))}, "tim-10"),
        ({"doses": (amount(10, 5),)}, "range order"),
        ({"daily": amount(10, 5)}, "range order"),
        ({"rate": (amount(10, 5, "mL"), "h")}, "range order"),
        ({"timing": Timing(bounds=amount(10, 5, "d"))}, "range order"),
        ({"doses": (amount(None, None),)}, "an amount of nothing"),
    ],
)
def test_an_instruction_that_breaks_an_invariant_is_not(structure: dict[str, Any], invariant: str) -> None:
    assert not is_lawful(instruction(**structure)), invariant


def test_what_was_not_wholly_understood_stays_text() -> None:
    regimen = regimen_of(instruction(doses=(amount(5, 5),), complete=False))
    assert (regimen.text, regimen.structure, regimen.doses) == ("words", None, ())


def test_a_rate_stands_with_the_first_dose_in_units_per_time() -> None:
    both = instruction(doses=(amount(2, 2, "{tablet}"), amount(1, 1, "g")), rate=(amount(5, 5, "mL"), "h"))
    assert doses_and_rates(both) == (
        DoseAndRate(amount(2, 2, "{tablet}"), amount(5, 5, "mL/h")),
        DoseAndRate(amount(1, 1, "g")),
    )


def test_a_daily_total_is_a_ratio_and_a_range_of_totals_is_a_range_per_day() -> None:
    assert doses_and_rates(instruction(daily=amount(9, 9))) == (DoseAndRate(daily=amount(9, 9)),)
    assert doses_and_rates(instruction(daily=amount(5, 9))) == (DoseAndRate(rate=amount(5, 9, "mg/d")),)


def test_maxima_are_sorted_by_what_they_are_per() -> None:
    most = (Maximum(Decimal(4), "g"), Maximum(Decimal(1), "g", "dose"), Maximum(Decimal(9), "g", "lifetime"))
    regimen = regimen_of(instruction(maximums=most))
    assert (regimen.most_per_period, regimen.most_per_dose, regimen.most_per_lifetime) == (most[:1], most[1], most[2])


@given(st.integers(0, 99) | st.none(), st.integers(0, 99) | st.none())
def test_only_ranges_in_order_are_lawful(low: int | None, high: int | None) -> None:
    ordered = (low, high) != (None, None) and (low is None or high is None or low <= high)
    assert is_lawful(instruction(doses=(amount(low, high),))) is ordered
