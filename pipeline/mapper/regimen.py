"""What of a dosage instruction is said in structure: all of it where FHIR's invariants hold, else its words alone."""

from __future__ import annotations

from itertools import zip_longest

from pipeline.model.dosage import Amount, DosageInstruction, Timing
from pipeline.model.fact import Evidence
from pipeline.model.monograph import DoseAndRate, Regimen

# Timing.repeat: tim-9 forbids an offset beside these codes of `when`.
_MEALS_THEMSELVES = frozenset({"C", "CM", "CD", "CV"})


def regimen_of(instruction: DosageInstruction, evidence: tuple[Evidence, ...] = ()) -> Regimen:
    """Its words alone where it was not wholly understood, or where its structure would break an invariant of FHIR."""
    if not (instruction.complete and is_lawful(instruction)):
        return Regimen(instruction.text, evidence)
    most = {per: [m for m in instruction.maximums if m.per == per] for per in ("dose", "lifetime", "period")}
    return Regimen(
        instruction.text,
        evidence,
        instruction,
        doses_and_rates(instruction),
        next(iter(most["dose"]), None),
        next(iter(most["lifetime"]), None),
        tuple(most["period"]),
    )


def is_lawful(instruction: DosageInstruction) -> bool:
    """Whether the structure keeps the invariants of FHIR's Timing, Range, Ratio (of more than nothing) and Quantity."""
    amounts = [*instruction.doses, *(amount for amount in (instruction.daily, instruction.timing.bounds) if amount)]
    if instruction.rate:
        amounts.append(instruction.rate[0])
    no_total = instruction.daily is not None and instruction.daily.low == instruction.daily.high == 0
    return not no_total and all(map(_is_ordered, amounts)) and _is_lawful_timing(instruction.timing)


def doses_and_rates(instruction: DosageInstruction) -> tuple[DoseAndRate, ...]:
    """Each dose, the first with the rate that it is given at; a daily total stands by itself."""
    rates = [_per(*instruction.rate)] if instruction.rate else []
    pairs = tuple(DoseAndRate(dose, rate) for dose, rate in zip_longest(instruction.doses, rates))
    daily = instruction.daily
    if daily is None:
        return pairs
    if daily.low == daily.high:
        return (*pairs, DoseAndRate(daily=daily))
    return (*pairs, DoseAndRate(rate=_per(daily, "d")))


def _per(amount: Amount, time_unit: str) -> Amount:
    return Amount(amount.low, amount.high, f"{amount.unit}/{time_unit}")


def _is_ordered(amount: Amount) -> bool:
    if amount.low is None or amount.high is None:
        return (amount.low, amount.high) != (None, None)
    return amount.low <= amount.high


def _is_length(duration: Amount) -> bool:
    return duration.low is not None and duration.low >= 0 and _is_ordered(duration)


def _is_lawful_timing(timing: Timing) -> bool:
    """tim-2 to tim-10 of http://hl7.org/fhir/datatypes.html#Timing, and counts that are positive."""
    offset_stands = timing.offset is None or (bool(timing.when) and not _MEALS_THEMSELVES & set(timing.when))
    counts = (timing.frequency, timing.frequency_max, timing.count, timing.count_max)
    return (
        all(count is None or count >= 1 for count in counts)
        and (timing.period is None or timing.period_unit is not None)
        and (timing.period is None or timing.period >= 0)
        and (timing.period_max is None or timing.period is not None)
        and (timing.count_max is None or timing.count is not None)
        and (timing.duration is None or _is_length(timing.duration))
        and not (timing.time_of_day and timing.when)
        and offset_stands
    )
