"""From a regimen as it was read to the frozen DosageInstruction, so that FHIR's timing rules hold by construction.

A regimen whose parts contradict one another keeps its words only (`complete=False`), and so does one whose dose is
divided while nobody says what it is the total of.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from pipeline.extract.dosage.rates import ONCE_A_DAY, rate
from pipeline.extract.dosage.regimen import Regimen
from pipeline.extract.dosage.units import convert
from pipeline.model.document import Span
from pipeline.model.dosage import Amount, DosageInstruction, Maximum, Role, Timing

_REST = re.compile(r"[^()\[\].;\n]{0,40}[)\]]")
_TRIM = " \t\r\n,;:.("
_BARE = frozenset({"AC", "PC"})  # said of a meal that another code names
_OF_ANY_MEAL = frozenset({"C", "AC", "PC"})  # "in the morning before food" is once
_DAYS = {(Decimal(1), "d"), (Decimal(24), "h")}
_MEALS = frozenset({"C", "CM", "CD", "CV"})


def normalise(regimen: Regimen, text: str) -> DosageInstruction | None:
    """The instruction, or None where nothing of a dose is left."""
    if not (regimen.has_amount or regimen.has_frequency or regimen.maximums):
        return None
    start, end = _whole(text, *_trimmed(text, regimen.start, regimen.end))
    daily, doses = _totals(regimen)
    timing = _timing(regimen, daily is not None)
    told = daily is not None or any(rate(part) for part in regimen.timings)
    untold = regimen.divided is not None and bool(doses) and not told
    only_maximum = not regimen.has_amount and not regimen.has_frequency
    if [dose.unit for dose in doses] == ["{dose}"] and not regimen.has_frequency:
        return None
    return DosageInstruction(
        text=text[start:end],
        span=Span(start, end),
        role="maximum" if only_maximum else _role(regimen, timing),
        doses=doses,
        daily=daily,
        rate=regimen.rate,
        timing=timing or Timing(),
        route=regimen.route,
        site=regimen.site,
        method=regimen.method,
        as_needed=regimen.as_needed,
        as_needed_for=regimen.as_needed_for,
        maximums=_maximums(regimen),
        sequence=regimen.sequence,
        additional=tuple(dict.fromkeys(regimen.additional)),
        lent=tuple(Span(start, end) for start, end in dict.fromkeys(regimen.lent)),
        complete=regimen.complete
        and timing is not None
        and not untold
        and not (daily and _is_rarer_than_daily(timing))
        and not _contradict(regimen.maximums)
        and not any(is_outdone(maximum, doses, daily) for maximum in regimen.stated),
    )


def _role(regimen: Regimen, timing: Timing | None) -> Role:
    """ "A single dose every six months" is one of many."""
    recurs = timing is not None and timing.period is not None
    return "usual" if regimen.role == "single" and recurs else regimen.role


def _contradict(maximums: Sequence[Maximum]) -> bool:
    """Two limits of one unit and period, of which nobody says when either holds."""
    limits = set(maximums)
    return len({replace(limit, value=Decimal(0)) for limit in limits}) < len(limits)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in _TRIM:
        start += 1
    return start, end


def _whole(text: str, start: int, end: int) -> tuple[int, int]:
    """Closes the bracket that the words end in ("twice daily (BID)", "12 doses (four per cycle)")."""
    words = text[start:end]
    if words.count("(") + words.count("[") <= words.count(")") + words.count("]"):
        return start, end
    rest = _REST.match(text, end)
    return start, rest.end() if rest is not None else end


def _totals(regimen: Regimen) -> tuple[Amount | None, tuple[Amount, ...]]:
    """A dose that is divided is the total of its period: "600 mg daily in 2 divided doses"."""
    if regimen.divided is None or regimen.daily is not None or not regimen.doses:
        return regimen.daily, regimen.doses
    if any(t.period_unit == "d" and t.period == 1 and (t.frequency or 1) == 1 for t in regimen.timings):
        return regimen.doses[0], ()
    return None, regimen.doses


def _timing(regimen: Regimen, daily: bool) -> Timing | None:
    """All that was said of timing in one, or None where it does not agree."""
    merged: Timing | None = Timing()
    parts = list(regimen.timings)
    if regimen.divided is not None:
        parts = [part for part in parts if rate(part) != ONCE_A_DAY] + [_divided(regimen.divided)]
    for part in parts:
        merged = _merge(merged, part) if merged is not None else None
    if merged is None:
        return None
    if daily and merged.count == 1:
        merged = replace(merged, count=None, count_max=None)
    if regimen.scheduled and rate(merged) not in (None, ONCE_A_DAY):  # "twice daily on days 1-5": days are no doses
        merged = replace(merged, count=None, count_max=None)
    if daily and merged.period is None and not (merged.when or merged.time_of_day):
        merged = replace(merged, period=Decimal(1), period_unit="d")
    return _settled(merged, regimen.bounds, regimen.duration)


def _is_rarer_than_daily(timing: Timing) -> bool:
    """ "3 mg/day ... three times a week": nobody says whether the total is of each day or of those days."""
    times = rate(timing)
    return times is not None and times[1] < 1


def _divided(timing: Timing) -> Timing:
    if timing.frequency is not None and timing.period is None:
        return replace(timing, period=Decimal(1), period_unit="d")
    return timing


def _merge(first: Timing, second: Timing) -> Timing | None:
    rates = rate(first), rate(second)
    if None not in rates and rates[0] != rates[1]:
        return None
    counts = _counts(first, second, recurs=bool(first.period or second.period))
    keep = first if rates[0] is not None else second
    return Timing(
        frequency=keep.frequency,
        frequency_max=keep.frequency_max,
        period=keep.period,
        period_max=keep.period_max,
        period_unit=keep.period_unit,
        day_of_week=_union(first.day_of_week, second.day_of_week),
        time_of_day=_union(first.time_of_day, second.time_of_day),
        when=_union(first.when, second.when),
        offset=first.offset if first.offset is not None else second.offset,
        count=counts[0],
        count_max=counts[1],
    )


def _counts(first: Timing, second: Timing, *, recurs: bool) -> tuple[int | None, int | None]:
    """How many in all; the 1 of "a single dose once daily" is not of the course."""
    counted = first if first.count is not None else second
    if recurs and counted.count == 1 and counted.count_max is None:
        return None, None
    return counted.count, counted.count_max


def _union(first: tuple[str, ...], second: tuple[str, ...]) -> tuple[str, ...]:
    together = dict.fromkeys(first + second)
    return tuple(code for code in together if not (code in _BARE and any(other[:-1] == code for other in together)))


def _settled(timing: Timing, bounds: Amount | None, duration: Amount | None) -> Timing:
    """Holds FHIR's rules: no `when` beside clock times, an offset only with an event that is no meal itself."""
    when = () if timing.time_of_day else timing.when
    offset = timing.offset if when and not _MEALS & set(when) and len({code[0] for code in when}) == 1 else None
    several = sum(code not in _OF_ANY_MEAL for code in when) > 1 or len(timing.time_of_day) > 1
    if several and rate(timing) == ONCE_A_DAY:
        timing = replace(timing, frequency=None, period=None, period_unit=None)
    length = duration if duration is not None and duration.low is not None else None
    return replace(timing, when=when, offset=offset, bounds=bounds, duration=length)


def _maximums(regimen: Regimen) -> tuple[Maximum, ...]:
    """A maximum without a unit ("max 8 in 24 hours") counts what the dose counts; without a count it is dropped."""
    units = [dose.unit for dose in regimen.doses]
    unit = next((unit for unit in units if unit.startswith("{")), units[0] if units else "")
    filled = [maximum if maximum.unit else replace(maximum, unit=unit) for maximum in regimen.maximums]
    telling = [maximum for maximum in filled if not _is_implied(maximum, filled)]
    return tuple(dict.fromkeys(maximum for maximum in telling if not is_outdone(maximum, regimen.doses, regimen.daily)))


def _is_implied(maximum: Maximum, others: Sequence[Maximum]) -> bool:
    """ "At most 40 mg a day" says so of each dose too."""
    return maximum.per == "dose" and any(
        other.per == "period" and _is_of_day(other) and other.unit == maximum.unit and other.value <= maximum.value
        for other in others
    )


def _is_of_day(maximum: Maximum) -> bool:
    return (maximum.per_value, maximum.per_unit) in _DAYS


def is_outdone(maximum: Maximum, doses: tuple[Amount, ...], daily: Amount | None) -> bool:
    """Whether the least that is given is more than the maximum already, which then is of something else."""
    amount = daily or (doses[0] if doses else None)
    if amount is None or amount.low is None or amount.unit.partition("/")[2] != maximum.unit.partition("/")[2]:
        return False
    least = convert(amount.low, amount.unit, maximum.unit)
    of_a_day = maximum.per == "period" and _is_of_day(maximum)
    return least is not None and least > maximum.value and (of_a_day or (maximum.per == "dose" and daily is None))
