"""What a clause takes from the regimen before it: its place, its role, its number, or the whole dose."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from pipeline.extract.dosage.regimen import Regimen
from pipeline.model.dosage import Amount, Maximum, Timing

_FIRST = ("initial", "loading")


def order(regimens: list[Regimen], clause: Regimen) -> None:
    """Gives the clause the place of the regimen before it, and its number behind it."""
    if not regimens:
        return
    before = regimens[-1]
    clause.route = clause.route or before.route
    if _raises_total(before, clause):
        clause.daily, clause.doses = clause.doses[0], ()
        clause.timings = []
        clause.maximums = [_of_a_day(maximum) for maximum in clause.maximums]
    clause.as_needed = clause.as_needed or _keeps_need(before, clause)
    if _keeps_rhythm(before, clause):
        clause.timings += [replace(timing, count=None, count_max=None) for timing in before.timings]
    if before.sentence == clause.sentence or clause.retimed:
        clause.site = clause.site or before.site
        clause.method = clause.method or before.method
    if clause.alternative and before.sentence == clause.sentence:
        clause.doses = tuple(_with_unit(dose, before.doses) for dose in clause.doses)
        clause.role = before.role if clause.role == "usual" and before.role != "single" else clause.role
        clause.sequence = before.sequence
    elif _is_beside(before, clause):
        clause.role = before.role
    elif _follows(before, clause):
        step = before.sequence or 1
        for choice in _choices(regimens):
            choice.sequence = step
        clause.sequence = step + 1
        if before.role == "maintenance" and clause.role == "usual" and not clause.titrated:
            clause.role = "maintenance"  # "Maintenance: 900 mg at week 5, then every 2 weeks"


def _raises_total(before: Regimen, clause: Regimen) -> bool:
    """ "400 mg daily in two doses, increased to 600 mg daily": a total again, however it is divided."""
    total = before.daily or (before.doses[0] if before.doses else None)
    parts = before.divided.frequency if before.divided is not None else None
    if total is None or not clause.raised_daily or clause.divided is not None or (parts or 1) < 2:
        return False
    return [dose.unit for dose in clause.doses] == [total.unit] and not total.unit.startswith("{")


def _of_a_day(maximum: Maximum) -> Maximum:
    return replace(maximum, per="period") if maximum.per == "dose" else maximum


def _is_beside(before: Regimen, clause: Regimen) -> bool:
    """ "The initial dose is 2 mg once daily for men and 5 mg once daily for women": of others, and no next step.

    Nor is the other dose of a day one: "the initial dose is 2 mg in the morning and 5 mg in the evening".
    """
    if before.role not in _FIRST or clause.role != "usual" or clause.follows or clause.titrated:
        return False
    units = [dose.unit for dose in clause.doses]
    alike = bool(units) and units == [dose.unit for dose in before.doses]
    times = [timing.when for timing in (*before.timings, *clause.timings)]
    of_one_day = all(times) and not any(timing.period for timing in clause.timings)
    same = bool(clause.timings) and (clause.timings == before.timings or of_one_day)
    return alike and same and before.sentence == clause.sentence


def _choices(regimens: list[Regimen]) -> Iterator[Regimen]:
    """The last regimen and the first steps that stand beside it: "start with 5 mg or 10 mg"; one that is no first
    step may be a treatment of its own: "10 mg for 5 days, or 5 mg, followed by 2 mg"."""
    yield regimens[-1]
    for later, earlier in pairwise(reversed(regimens)):
        is_choice = not later.follows and later.sentence == earlier.sentence and later.role == earlier.role
        if not is_choice or later.role not in _FIRST:
            return
        yield earlier


def _keeps_rhythm(before: Regimen, clause: Regimen) -> bool:
    """ "150 mg every 4 weeks, increased to 300 mg if needed": as often as before, unless it is one dose of the day."""
    if before.sentence != clause.sentence or not (clause.titrated and clause.doses and before.doses):
        return False
    told = clause.has_frequency or clause.divided is not None or clause.as_needed
    if told or clause.of_one_dose or before.alternative or before.divided is not None:
        return False
    return any(timing.period for timing in before.timings)


def _keeps_need(before: Regimen, clause: Regimen) -> bool:
    """ "50 mg as needed. It can be increased to 100 mg": as needed still, where nobody says how often."""
    untimed = not (before.has_frequency or clause.has_frequency or clause.divided)
    return bool(clause.titrated and clause.doses and before.doses) and before.as_needed and untimed


def _follows(before: Regimen, clause: Regimen) -> bool:
    if clause.role == "maintenance" and (before.role in _FIRST or before.inducing):
        return True
    if clause.role == "adjustment" and before.role != "adjustment":
        return False
    return clause.follows and (clause.has_amount or not clause.alternative)


def _with_unit(dose: Amount, before: tuple[Amount, ...]) -> Amount:
    """The 2 of "1 puff, or 2 if necessary"."""
    return replace(dose, unit=before[0].unit) if not dose.unit and before else dose


def elided(before: Regimen, clause: Regimen) -> Regimen:
    """ "2 drops every hour, then every 4 hours": the dose is that of the clause before."""
    clause.doses, clause.daily, clause.rate = before.doses, before.daily, before.rate
    # "divided into two doses (5 mg twice daily) but may be given once daily": it is the total that is given so
    of_parts = before.divided is not None and any((timing.frequency or 1) > 1 for timing in before.timings)
    clause.complete = clause.complete and before.complete and not (clause.has_strength or of_parts)
    clause.start = before.start
    if clause.alternative and clause.role == "single" and not any(timing.period for timing in clause.timings):
        _recur(before, clause)
    return clause


def _recur(before: Regimen, clause: Regimen) -> None:
    """ "5 mg twice daily, or a single dose at bedtime": a single one each day, not one for good."""
    daily = Timing(frequency=1, period=Decimal(1), period_unit="d")
    clause.timings = [daily, *(replace(timing, count=None) for timing in clause.timings)]
    if before.daily is not None:
        clause.doses, clause.daily = (before.daily,), None
    clause.role = before.role
