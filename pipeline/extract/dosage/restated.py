"""A regimen that is said twice: as a total and as its parts ("300 mg/day, given as 150 mg twice daily")."""

from __future__ import annotations

from decimal import Decimal

from pipeline.extract.dosage.rates import rate
from pipeline.extract.dosage.regimen import Regimen
from pipeline.model.dosage import Amount


def says_total_of(total: Regimen, parts: Regimen) -> bool:
    """Whether `total` is what the doses of `parts` come to, in a day or in all, and has nothing else to say."""
    amount, each = (
        (total.daily, _times_a_day(parts)) if total.daily is not None else (_given_once(total), _count(parts))
    )
    if amount is None or total.divided is not None or each is None or amount.unit != parts.doses[0].unit:
        return False
    if total.sentence != parts.sentence or total.role != parts.role or parts.follows or total.follows:
        return False
    dose = parts.doses[0]
    if dose.low is None or dose.high is None:
        return False
    return (dose.low * each, dose.high * each) == (amount.low, amount.high)


def is_sum_of(total: Regimen, parts: Regimen) -> bool:
    """ "1 drop every 30 minutes. A total of 4 drops is given": what the doses of the sentence before come to."""
    if not (total.summed and parts.has_frequency) or total.has_frequency or total.divided is not None:
        return False
    units = [dose.unit for dose in total.doses]
    return bool(units) and total.sentence > parts.sentence and units == [dose.unit for dose in parts.doses]


def _given_once(regimen: Regimen) -> Amount | None:
    return regimen.doses[0] if len(regimen.doses) == 1 and not regimen.timings else None


def _count(regimen: Regimen) -> int | None:
    """How often in all the one dose of a regimen is given, where nothing else is said of when."""
    if len(regimen.doses) != 1 or len(regimen.timings) != 1 or regimen.timings[0].period is not None:
        return None
    return regimen.timings[0].count if regimen.timings[0].count_max is None else None


def _times_a_day(regimen: Regimen) -> Decimal | None:
    """How often a day the one dose of a regimen is given; None where that is not one number above 1."""
    if len(regimen.doses) != 1 or len(regimen.timings) != 1:
        return None
    times = rate(regimen.timings[0])
    return times[0] if times is not None and times[0] == times[1] > 1 else None
