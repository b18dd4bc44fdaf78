"""Lawful dosage instructions of all kinds, as hypothesis draws them."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import strategies as st

from pipeline.extract.dosage.normalise import is_outdone
from pipeline.model.document import Span
from pipeline.model.dosage import Amount, DosageInstruction, Maximum, Timing

MASS = st.sampled_from(["mg", "g", "ug", "mL", "[iU]", "mmol", "mg/kg", "mg/m2", "[iU]/kg"])
FORMS = st.sampled_from(["{tablet}", "{capsule}", "{puff}", "{drop}", "{patch}", "{sachet}", "{fingertip}"])
ROUTES = st.sampled_from(["oral", "intravenous", "subcutaneous", "rectal", "intravenous or intramuscular"])
NUMBERS = st.sampled_from(["0.25", "0.5", "1", "1.5", "2", "5", "7.5", "12", "100", "250", "1000", "2400000"]).map(
    Decimal
)
COUNTS = st.integers(2, 9)
EVENTS = st.lists(st.sampled_from(["MORN", "NOON", "EVE", "HS"]), min_size=1, max_size=3, unique=True).map(tuple)
BEFORE_MEALS = st.sampled_from([("AC",), ("PC",), ("ACM", "ACV"), ("PCM",)])


def amounts(units: st.SearchStrategy[str]) -> st.SearchStrategy[Amount]:
    pairs = st.lists(NUMBERS, min_size=2, max_size=2, unique=True).map(sorted)
    return st.one_of(
        st.builds(lambda value, unit: Amount(value, value, unit), NUMBERS, units),
        st.builds(lambda pair, unit: Amount(pair[0], pair[1], unit), pairs, units),
        st.builds(lambda value, unit: Amount(None, value, unit), NUMBERS, units),
        st.builds(lambda value, unit: Amount(value, None, unit), NUMBERS, units),
    )


LENGTHS = st.builds(
    lambda days, unit: Amount(Decimal(days), Decimal(days), unit), COUNTS, st.sampled_from(["d", "wk", "mo"])
)
INFUSIONS = st.builds(lambda long: Amount(Decimal(long), Decimal(long), "min"), st.sampled_from([15, 30, 90]))


def frequencies() -> st.SearchStrategy[Timing]:
    units = st.sampled_from(["d", "wk", "mo"])
    return st.one_of(
        st.builds(lambda times, unit: Timing(times, period=Decimal(1), period_unit=unit), st.integers(1, 9), units),
        st.builds(lambda long, unit: Timing(1, period=Decimal(long), period_unit=unit), COUNTS, st.sampled_from("hd")),
        st.builds(
            lambda low, more: Timing(1, period=Decimal(low), period_max=Decimal(low + more), period_unit="h"),
            COUNTS,
            COUNTS,
        ),
        st.builds(lambda low, more: Timing(low, low + more, Decimal(1), period_unit="d"), COUNTS, COUNTS),
        st.builds(lambda most: Timing(None, most, Decimal(1), period_unit="d"), COUNTS),
    )


TIMINGS = st.one_of(
    st.just(Timing()),
    frequencies(),
    st.builds(lambda when: Timing(when=when), EVENTS),
    st.builds(lambda when, offset: Timing(when=when, offset=offset), BEFORE_MEALS, st.sampled_from([15, 60, 90])),
    st.builds(lambda hour: Timing(time_of_day=(f"{hour:02d}:30",)), st.integers(0, 23)),
    st.just(Timing(day_of_week=("mon", "thu"))),
)


def maximums(units: st.SearchStrategy[str]) -> st.SearchStrategy[tuple[Maximum, ...]]:
    periods = st.sampled_from([("period", 1, "d"), ("period", 24, "h"), ("period", 1, "wk"), ("dose", 1, "d")])
    made = st.builds(
        lambda value, unit, per: Maximum(value, unit, per[0], Decimal(per[1]), per[2]), NUMBERS, units, periods
    )
    return st.lists(made, max_size=1).map(tuple)


@st.composite
def instructions(draw: st.DrawFn) -> DosageInstruction:
    """One dose with what may stand around it."""
    units = draw(st.sampled_from([MASS, FORMS]))
    timing = draw(TIMINGS)
    bounds, infusion = draw(st.none() | LENGTHS), draw(st.none() | INFUSIONS)
    reasons = draw(st.sampled_from([None, (), ("pain",), ("nausea or vomiting",)]))
    dose, limits = draw(amounts(units)), draw(maximums(units))
    return DosageInstruction(
        "words",
        Span(0, 5),
        doses=(dose,),
        timing=Timing(
            **{name: getattr(timing, name) for name in Timing.__slots__ if name not in ("bounds", "duration")},
            bounds=bounds,
            duration=infusion,
        ),
        route=draw(st.none() | ROUTES),
        as_needed=reasons is not None,
        as_needed_for=reasons or (),
        maximums=tuple(limit for limit in limits if not is_outdone(limit, (dose,), None)),
    )
