"""Doses that are counted and not measured: "three doses at months 0, 2 and 6"."""

from __future__ import annotations

from dataclasses import replace

from pipeline.extract.dosage.regimen import Regimen
from pipeline.model.dosage import Timing


def count_doses(regimen: Regimen) -> None:
    """ "Three doses at months 0, 2 and 6": so many in all, one at each time."""
    if [dose.unit for dose in regimen.doses] != ["{dose}"]:
        return
    if (regimen.doses[0].high or 1) < 1 and not regimen.has_frequency:  # "a half-dose", of which nobody says how much
        regimen.doses = ()
    count = regimen.doses[0].high if regimen.doses and any(_is_of_series(t) for t in regimen.timings) else None
    if count is not None and count > 1 and regimen.doses[0].low == count:
        regimen.doses = ()
        regimen.timings = [Timing(count=int(count)), *(replace(timing, count=None) for timing in regimen.timings)]


def _is_of_series(timing: Timing) -> bool:
    return timing.count is not None or timing.period_unit in ("wk", "mo", "a")


def are_spread(regimen: Regimen) -> bool:
    """ "Three injections over a period of six months": so many in all, of which nobody says how much each is."""
    one = regimen.doses[0] if len(regimen.doses) == 1 else None
    if one is None or one.unit not in ("{injection}", "{infusion}", "{dose}") or regimen.has_frequency:
        return False
    return regimen.bounds is not None and one.low == one.high and one.high is not None and one.high > 1
