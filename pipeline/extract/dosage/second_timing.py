"""A second frequency that is no regimen of its own: how a total is divided, how often a course comes back."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from pipeline.extract.dosage.rates import HOURS, ONCE_A_DAY, rate
from pipeline.extract.dosage.tokens import Kind, Phrase
from pipeline.model.dosage import Timing

_TIMES: frozenset[Kind] = frozenset({"timing", "per-period"})


def as_second_timing(current: list[Phrase], phrase: Phrase) -> Phrase:
    """The phrase as what it is behind the phrases of its clause."""
    if phrase.kind == "bounds" and _is_other_course(current):
        return replace(phrase, kind="unsettled")
    if phrase.kind != "timing" or rate(phrase.timing) is None:
        return phrase
    if _is_recurrence(current, phrase):
        return replace(phrase, kind="instruction")
    if _is_rarer_within_course(current, phrase):
        return replace(phrase, kind="unclear")
    return replace(phrase, kind="divided") if _divides(current, phrase) else phrase


def _is_recurrence(current: list[Phrase], phrase: Phrase) -> bool:
    """ "50 mg daily for 5 days every 3 weeks": how often the course comes back, which has no place of its own."""
    if _has_or(current):
        return False
    courses = (other.amounts[0] for other in current if other.kind == "bounds" and other.amounts[0].high is not None)
    lengths = [(course.high or 0) * HOURS[course.unit] for course in courses]
    return bool(lengths) and max(lengths) < _hours(phrase.timing)


def _is_other_course(current: list[Phrase]) -> bool:
    """ "5 mg as a single dose or a 3-day course": a course of which nobody says how often the dose is given."""
    single = any(phrase.name == "single" or phrase.timing.count == 1 for phrase in current)
    return single and current[-1].kind == "connector" and current[-1].name == "or"


def _is_rarer_within_course(current: list[Phrase], phrase: Phrase) -> bool:
    """ "100 mg daily for 20 days, repeated at 7-10 day intervals": from its end, or within it?"""
    timings = [other.timing for other in current if other.kind == "timing"]
    if _has_or(current) or len(timings) != 1 or not any(other.kind == "bounds" for other in current):
        return False
    first, period = timings[0], _hours(phrase.timing)
    return rate(first) is not None and period > HOURS["d"] and period > _hours(first) and current[-1].kind != "then"


def _hours(timing: Timing) -> Decimal:
    return (timing.period or Decimal(0)) * HOURS[timing.period_unit or "d"]


def _divides(current: list[Phrase], phrase: Phrase) -> bool:
    """ "50 mg daily, taken once or twice a day": a method between two frequencies says how the total is taken."""
    at = max((at for at, other in enumerate(current) if other.kind in _TIMES), default=-1)
    if at < 1 or rate(current[at].timing) != ONCE_A_DAY or current[at - 1].kind != "dose":
        return False
    of_a_day = phrase.timing.period == 1 and phrase.timing.period_unit == "d" and rate(phrase.timing) != ONCE_A_DAY
    kinds = {other.kind for other in current[at + 1 :]}
    told = "method" in kinds or _may_be_once(phrase.timing)
    return of_a_day and told and kinds <= {"method", "connector", "route"} and not _has_or(current[at:])


def _may_be_once(timing: Timing) -> bool:
    """ "50 mg daily, once or twice a day": not more on the days that it is taken twice."""
    return timing.frequency == 1 and (timing.frequency_max or 1) > 1


def _has_or(phrases: list[Phrase]) -> bool:
    return any(phrase.kind == "connector" and phrase.name == "or" for phrase in phrases)
