"""Doses behind another that say how far it may go: "1 g every 6 hours, up to 4 g daily"."""

from __future__ import annotations

from decimal import Decimal

from pipeline.extract.dosage.rates import rate
from pipeline.extract.dosage.regimen import Regimen
from pipeline.model.dosage import Maximum, Timing

_DAILY = Timing(frequency=1, period=Decimal(1), period_unit="d")


def limit_behind(before: Regimen, clause: Regimen) -> Maximum | None:
    """The most of a day or dose that a clause with "up to" gives to the regimen before it, or None."""
    if before.sentence != clause.sentence or clause.alternative or clause.role != "usual":
        return None
    return _day_limit(before, clause) or _limit_for_all_bodies(before, clause)


def is_ceiling(before: Regimen, clause: Regimen) -> bool:
    """ "1 puff every minute, up to 10 puffs": how far to go, no dose."""
    if before.sentence != clause.sentence or clause.alternative or clause.has_frequency or not before.has_frequency:
        return False
    return [(dose.low, dose.unit) for dose in clause.doses] == [(None, dose.unit) for dose in before.doses[:1]]


def _day_limit(before: Regimen, clause: Regimen) -> Maximum | None:
    """ "5 mg after each attack, up to 20 mg daily": the most of a day, where the dose before it is not one a day."""
    if before.daily or before.rate:
        return None
    if before.has_frequency and not any(times is not None and times[1] > 1 for times in map(rate, before.timings)):
        return None
    amount = clause.daily or (clause.doses[0] if clause.timings == [_DAILY] and clause.doses else None)
    if amount is None or amount.low is not None or amount.high is None:
        return None
    units = [dose.unit for dose in before.doses if dose.high is not None and dose.high < amount.high]
    return Maximum(amount.high, amount.unit) if amount.unit in units and not clause.titrated else None


def _limit_for_all_bodies(before: Regimen, clause: Regimen) -> Maximum | None:
    """ "80 mg/kg/day up to 4 g/day", "15 mg/kg, up to 1 g per dose": the most, whatever the patient weighs.

    How often may stand behind it ("1 mg/kg, up to 50 mg, once daily").
    """
    reckoned = before.daily or (before.doses[0] if before.doses else None)
    amount = clause.daily or (clause.doses[0] if len(clause.doses) == 1 else None)
    if reckoned is None or "/" not in reckoned.unit or before.role != "usual":
        return None
    if amount is None or amount.low is not None or amount.high is None or "/" in amount.unit or "{" in amount.unit:
        return None
    if before.daily or (before.has_frequency and clause.timings == [_DAILY]):
        return Maximum(amount.high, amount.unit) if clause.daily or clause.timings == [_DAILY] else None
    if before.has_frequency and clause.timings:
        return None
    before.timings += clause.timings
    return Maximum(amount.high, amount.unit, "dose")
