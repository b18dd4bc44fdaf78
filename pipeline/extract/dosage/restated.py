"""A regimen that is said twice: as the total of a day and as its parts ("300 mg/day, given as 150 mg twice daily")."""

from __future__ import annotations

from decimal import Decimal

from pipeline.extract.dosage.rates import rate
from pipeline.extract.dosage.regimen import Regimen


def says_total_of(total: Regimen, parts: Regimen) -> bool:
    """Whether `total` is what the doses of `parts` come to in a day, and has nothing else to say."""
    each = _times_a_day(parts)
    if total.daily is None or total.divided is not None or each is None or total.daily.unit != parts.doses[0].unit:
        return False
    if total.sentence != parts.sentence or total.role != parts.role or parts.follows or total.follows:
        return False
    dose = parts.doses[0]
    if dose.low is None or dose.high is None:
        return False
    return (dose.low * each, dose.high * each) == (total.daily.low, total.daily.high)


def _times_a_day(regimen: Regimen) -> Decimal | None:
    """How often a day the one dose of a regimen is given; None where that is not one number above 1."""
    if len(regimen.doses) != 1 or len(regimen.timings) != 1:
        return None
    times = rate(regimen.timings[0])
    return times[0] if times is not None and times[0] == times[1] > 1 else None
