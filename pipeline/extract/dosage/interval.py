"""The interval that an opening sentence sets for the doses after it: "It is given once weekly. The dose is 5 mg"."""

from __future__ import annotations

from pipeline.extract.dosage.rates import HOURS
from pipeline.extract.dosage.regimen import Regimen
from pipeline.model.dosage import Timing


def tells_interval(clause: Regimen) -> bool:
    """Whether a sentence without a dose says how many days or weeks apart the drug is given, and nothing else."""
    if not (clause.method or clause.route) or not clause.lends_timing or len(clause.timings) != 1 or clause.has_amount:
        return False
    return clause.bounds is None and not (clause.titrated or clause.follows) and _is_rare(clause.timings[0])


def _is_rare(timing: Timing) -> bool:
    """Less often than daily: what is said of a day may be of a total as well as of each dose."""
    return timing.period is not None and timing.period * HOURS[timing.period_unit or "d"] > HOURS["d"]


def lend_interval(interval: Regimen, regimens: list[Regimen]) -> None:
    """Gives each dose without a timing the interval, unless another has one of its own: the sentence spoke of that."""
    others = [regimen for regimen in regimens if regimen.has_frequency and regimen.timings != interval.timings]
    if others or any(regimen.daily is not None for regimen in regimens):
        return
    for regimen in regimens:
        if regimen.has_frequency:
            continue
        if regimen.doses and regimen.rate is None and regimen.divided is None and regimen.role not in _ONCE:
            regimen.timings += interval.timings
            regimen.lent.append((interval.start, interval.end))


_ONCE = frozenset({"loading", "single"})
