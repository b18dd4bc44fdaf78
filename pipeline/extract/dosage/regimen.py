"""A regimen in the making, and the limits that it states or shares."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from pipeline.model.dosage import Amount, Maximum, Role, Timing


@dataclass(slots=True)
class Regimen:
    """A regimen in the making; `start` and `end` are offsets in the text, `sentence` the number of its sentence.

    `part` counts the sentences with a heading of their own ("Slow-release: ...") up to it; `release` is the kind
    of form that its sentence names. `uncounted` says that it has a frequency in words only ("several times a day"),
    `limited` a maximum that nothing but its words can hold, `windowed` that it is told by when it is taken,
    `dated` that it is told by its day,
    `scheduled` that it counts doses at numbered times, `of_one_dose` that it speaks of one of the day's doses,
    `conditional` that it is a maximum under a condition, of which the words are kept,
    `of_form` that its sentence speaks of one strength or form, `goes_on` that it begins with "this" or the like,
    `again` that it speaks of doses after the first, `of_other_dose` of one of which it does not say how much,
    `of_route` that it speaks of one route alone,
    `given` that its sentence says that something is given or taken.
    `bracketed` that it stands in brackets with a maximum of its own.
    `raised_daily` that it raises a dose to one whose frequency is the word "daily" alone, which a total may have too.
    `summed` that its amount is what doses come to in all.
    `inducing` that it is the induction before a maintenance.
    `timed_in` is the sentence that lent it its timing, `stated` are the maximums of its own words,
    `of_all` those among them of all doses together.
    """

    start: int
    end: int
    sentence: int = 0
    part: int = 0
    doses: tuple[Amount, ...] = ()
    daily: Amount | None = None
    rate: tuple[Amount, str] | None = None
    timings: list[Timing] = field(default_factory=list)
    divided: Timing | None = None
    bounds: Amount | None = None
    duration: Amount | None = None
    maximums: list[Maximum] = field(default_factory=list)
    route: str | None = None
    site: str | None = None
    method: str | None = None
    role: Role = "usual"
    as_needed: bool = False
    as_needed_for: tuple[str, ...] = ()
    sequence: int | None = None
    follows: bool = False
    alternative: bool = False
    titrated: bool = False
    additional: list[str] = field(default_factory=list)
    total: Timing | None = None
    retimed: bool = False
    ends_divided: bool = False
    lends_length: bool = True
    lends_timing: bool = True
    lends_route: bool = True
    of_route: bool = False
    has_strength: bool = False
    banded: bool = False
    lent: list[tuple[int, int]] = field(default_factory=list)
    amount_end: int = -1
    unsettled: bool = False
    uncounted: bool = False
    limited: bool = False
    release: str = ""
    windowed: bool = False
    dated: bool = False
    scheduled: bool = False
    of_one_dose: bool = False
    conditional: bool = False
    goes_on: bool = False
    again: bool = False
    of_other_dose: bool = False
    given: bool = False
    of_form: bool = False
    bracketed: bool = False
    raised_daily: bool = False
    summed: bool = False
    inducing: bool = False
    timed_in: int = -1
    stated: tuple[Maximum, ...] = ()
    of_all: tuple[Maximum, ...] = ()
    complete: bool = True

    @property
    def has_amount(self) -> bool:
        return bool(self.doses) or self.daily is not None or self.rate is not None or not self.complete

    @property
    def has_frequency(self) -> bool:
        return any(t.period or t.when or t.day_of_week or t.time_of_day or t.count for t in self.timings)


def counts_alike(maximum: Maximum, doses: tuple[Amount, ...]) -> bool:
    """Whether a maximum of pieces ("4 patches a day") can be of these doses: it is of no cream that stands beside."""
    pieces = maximum.unit.startswith("{") and maximum.unit != "{dose}"
    return not pieces or any(dose.unit.partition("/")[0] == maximum.unit for dose in doses)


def limit_of(regimen: Regimen) -> Maximum | None:
    """ "titrated up to 240 mg/day": the "up to" of a titration is a maximum, not a dose."""
    amount = regimen.daily or (regimen.doses[0] if regimen.doses else None)
    if not regimen.titrated or amount is None or amount.low is not None or amount.high is None:
        return None
    if regimen.daily is not None:
        return Maximum(amount.high, amount.unit)
    daily = any(t.frequency == 1 and t.period == 1 and t.period_unit == "d" for t in regimen.timings)
    if regimen.timings and not daily:
        return None
    return Maximum(amount.high, amount.unit) if daily else Maximum(amount.high, amount.unit, "dose", Decimal(1))
