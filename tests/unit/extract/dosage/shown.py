"""Shows an instruction in the short form of tests/cases/dosage: only what it states."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from pipeline.model.dosage import Amount, DosageInstruction, Maximum, Timing


def shown(instruction: DosageInstruction) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "role": instruction.role if instruction.role != "usual" else None,
        "dose": " = ".join(map(_amount, instruction.doses)),
        "daily": _amount(instruction.daily) if instruction.daily else None,
        "rate": f"{_amount(instruction.rate[0])}/{instruction.rate[1]}" if instruction.rate else None,
        **_timing(instruction.timing),
        "route": instruction.route,
        "site": instruction.site,
        "as_needed": " | ".join(instruction.as_needed_for) or instruction.as_needed,
        "maximum": " | ".join(map(_maximum, instruction.maximums)),
        "sequence": instruction.sequence,
    }
    stated = {name: value for name, value in fields.items() if value or (name == "offset" and value is not None)}
    return stated if instruction.complete else {**stated, "complete": False}


def _timing(timing: Timing) -> dict[str, Any]:
    frequency: Any = timing.frequency
    if timing.frequency_max:
        frequency = f"{timing.frequency or ''}-{timing.frequency_max}"
    period = None
    if timing.period is not None:
        period = _number(timing.period) + (f"-{_number(timing.period_max)}" if timing.period_max else "")
    return {
        "frequency": frequency,
        "period": f"{period} {timing.period_unit}" if period else None,
        "when": " ".join(timing.when),
        "days": " ".join(timing.day_of_week),
        "times": " ".join(timing.time_of_day),
        "offset": timing.offset,
        "count": f"{timing.count}-{timing.count_max}" if timing.count_max else timing.count,
        "bounds": _amount(timing.bounds) if timing.bounds else None,
        "duration": _amount(timing.duration) if timing.duration else None,
    }


def _amount(amount: Amount) -> str:
    unit = f" {amount.unit}" if amount.unit else ""
    if amount.low is None or amount.high is None:
        bound, value = ("<=", amount.high) if amount.low is None else (">=", amount.low)
        return f"{bound}{_number(value) if value is not None else '?'}{unit}"
    if amount.low == amount.high:
        return _number(amount.low) + unit
    return f"{_number(amount.low)}-{_number(amount.high)}{unit}"


def _maximum(maximum: Maximum) -> str:
    per = f"{_number(maximum.per_value)} {maximum.per_unit}" if maximum.per == "period" else maximum.per
    return f"{_number(maximum.value)} {maximum.unit}/{per}"


def _number(value: Decimal) -> str:
    return format(value.normalize(), "f")
