"""How often a timing comes to, so that frequencies said in different words compare."""

from __future__ import annotations

from decimal import Decimal

from pipeline.model.dosage import Timing

ONCE_A_DAY = (Decimal(1), Decimal(1))
HOURS = {
    "s": Decimal(1) / 3600,
    "min": Decimal(1) / 60,
    "h": Decimal(1),
    "d": Decimal(24),
    "wk": Decimal(168),
    "mo": Decimal(730),
    "a": Decimal(8760),
}


def rate(timing: Timing) -> tuple[Decimal, Decimal] | None:
    """The least and the most times a day that the frequency comes to, so that q12h equals twice daily."""
    if timing.period is None or timing.period_unit is None:
        return None
    hours = HOURS[timing.period_unit]
    low = Decimal(timing.frequency or timing.frequency_max or 1) / ((timing.period_max or timing.period) * hours)
    high = Decimal(timing.frequency_max or timing.frequency or 1) / (timing.period * hours)
    return round(low * 24, 6), round(high * 24, 6)


def is_limit_of_times(timing: Timing) -> bool:
    """ "up to 4 times a day": beside an interval it says how many doses there may be, and is no second frequency."""
    return timing.frequency is None and timing.frequency_max is not None


def disagree(first: Timing, second: Timing) -> bool:
    rates = rate(first), rate(second)
    if None not in rates:
        return rates[0] != rates[1]
    return bool(first.time_of_day and second.time_of_day)
