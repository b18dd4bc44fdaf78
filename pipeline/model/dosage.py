"""A dosage instruction, free of any FHIR release. Units are UCUM codes; numbers are exact decimals."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from pipeline.model.document import Span

Role = Literal["usual", "initial", "maintenance", "loading", "maximum", "adjustment", "single"]


@dataclass(frozen=True, slots=True)
class Amount:
    """A quantity (`low == high`), a range, "up to" (`low` None) or "at least" (`high` None).

    `unit` is "" where the text counts pieces without naming them ("take 2 at night").
    """

    low: Decimal | None
    high: Decimal | None
    unit: str


@dataclass(frozen=True, slots=True)
class Timing:
    """When and how often; names and codes as FHIR `Timing.repeat` has them.

    `time_of_day` is "HH:MM". `offset` is in minutes. `bounds` is the length of the course (unit d, wk, mo, a, h, min).
    `duration` is the length of one administration (an infusion) in `duration.unit`.
    """

    frequency: int | None = None
    frequency_max: int | None = None
    period: Decimal | None = None
    period_max: Decimal | None = None
    period_unit: str | None = None
    day_of_week: tuple[str, ...] = ()
    time_of_day: tuple[str, ...] = ()
    when: tuple[str, ...] = ()
    offset: int | None = None
    count: int | None = None
    count_max: int | None = None
    bounds: Amount | None = None
    duration: Amount | None = None


@dataclass(frozen=True, slots=True)
class Maximum:
    """The most that may be given: per dose, per lifetime, or per `per_value` `per_unit` (1 d, 24 h, 1 wk)."""

    value: Decimal
    unit: str
    per: Literal["period", "dose", "lifetime"] = "period"
    per_value: Decimal = Decimal(1)
    per_unit: str = "d"


@dataclass(frozen=True, slots=True)
class DosageInstruction:
    """One regimen.

    text          the source words that state it
    span          where they stand (in the text that was parsed, or in the source once an extractor has placed it)
    doses         the amount of one administration; two for a dose said twice ("2 tablets (1 g)"), the first leads,
                  or for the components of a combination ("875 mg/125 mg")
    daily         a daily total ("900 mg/day"), given in `timing.frequency` divided doses where that is stated
    rate          an administration rate: amount and the time unit it is per, for instance (5 mL, "h")
    route         a key of mappings/lexicon/routes.yaml, or several joined by " or "
    lent          where other sentences say what it has taken over from them (a maximum, a course)
    complete      False where a clause that bears a dose was not understood: then only `text` may be used
    """

    text: str
    span: Span
    role: Role = "usual"
    doses: tuple[Amount, ...] = ()
    daily: Amount | None = None
    rate: tuple[Amount, str] | None = None
    timing: Timing = Timing()
    route: str | None = None
    site: str | None = None
    method: str | None = None
    as_needed: bool = False
    as_needed_for: tuple[str, ...] = ()
    maximums: tuple[Maximum, ...] = ()
    sequence: int | None = None
    additional: tuple[str, ...] = ()
    complete: bool = True
    lent: tuple[Span, ...] = ()
