"""How often, when, how long and how many times, in words."""

from __future__ import annotations

from decimal import Decimal

from pipeline.extract.dosage_text.amounts import amount_text, length_text, listed, number
from pipeline.model.dosage import Amount, Timing
from pipeline.rules.wording import Wording

_MINUTES = frozenset({"s", "min", "h"})


def timing_text(timing: Timing, daily: bool, wording: Wording) -> str:
    """The frequency, then events, days and clock times; of a `daily` total the doses that it is divided into."""
    often = _divided(timing, wording) if daily else _frequency(timing, wording)
    parts = (often, _events(timing, wording), _days(timing, wording), _clock(timing, wording))
    return " ".join(part for part in parts if part)


def count_text(timing: Timing, wording: Wording) -> str:
    """ "for 6 doses"; of one "as a single dose"."""
    if timing.count is None:
        return ""
    if timing.count == 1 and timing.count_max is None:
        return wording.say("once")
    doses = Amount(Decimal(timing.count), Decimal(timing.count_max or timing.count), "{dose}")
    return wording.say("bounds", length=amount_text(doses, wording))


def _frequency(timing: Timing, wording: Wording) -> str:
    if timing.period is None or timing.period_unit is None:
        return ""
    one = timing.period == 1 and timing.period_max is None
    if timing.frequency == 1 and timing.frequency_max is None:
        if one and wording.has("once-per", timing.period_unit):
            return wording.word("once-per", timing.period_unit)
        return wording.say("interval", period=_period(timing, wording))
    times = _times(timing, wording)
    if one and wording.has("per", timing.period_unit):
        return wording.say("times-in-one", times=times, per=wording.word("per", timing.period_unit))
    return wording.say("times-in-period", times=times, period=_period(timing, wording))


def _divided(timing: Timing, wording: Wording) -> str:
    """A total of a day needs no frequency of its own; an interval of hours divides it too."""
    low, high = timing.frequency, timing.frequency_max
    if low is None and high is None:
        return ""
    if timing.period_unit in _MINUTES:
        return wording.say("divided-interval", period=_period(timing, wording))
    of_a_day = timing.period == 1 and timing.period_max is None and timing.period_unit == "d"
    if low is None or not of_a_day or (low == 1 and high is None):
        return _frequency(timing, wording)
    if high is None:
        return wording.say("divided", times=number(low))
    return wording.say("divided-range", low=number(low), high=number(high))


def _period(timing: Timing, wording: Wording) -> str:
    """ "8 hours", "4 to 6 hours"; "hour" alone for one."""
    low, unit = timing.period or Decimal(1), timing.period_unit or ""
    if low == 1 and timing.period_max is None:
        return wording.word("times-of", unit)
    return length_text(Amount(low, timing.period_max or low, unit), wording)


def _times(timing: Timing, wording: Wording) -> str:
    low, high = timing.frequency, timing.frequency_max
    if low is None:
        return wording.say("times-up-to", number=_count(high or 1, wording))
    if high is None:
        return _count(low, wording)
    return wording.say("times-range", low=number(low), high=number(high))


def _count(times: int, wording: Wording) -> str:
    key = str(times)
    return wording.word("times", key) if wording.has("times", key) else wording.say("times", number=number(times))


def _events(timing: Timing, wording: Wording) -> str:
    if timing.offset is None:
        return listed([wording.word("events", code) for code in timing.when], wording)
    events = [_event_after(code, wording) for code in timing.when]
    return wording.say("offset", offset=_offset(timing.offset, wording), events=listed(events, wording))


def _event_after(code: str, wording: Wording) -> str:
    return wording.word("events-after" if wording.has("events-after", code) else "events", code)


def _offset(minutes: int, wording: Wording) -> str:
    hours, rest = divmod(minutes, 60)
    value, unit = (minutes, "min") if rest or not hours else (hours, "h")
    return length_text(Amount(Decimal(value), Decimal(value), unit), wording)


def _days(timing: Timing, wording: Wording) -> str:
    days = listed([wording.word("weekdays", day) for day in timing.day_of_week], wording)
    return wording.say("days", days=days) if days else ""


def _clock(timing: Timing, wording: Wording) -> str:
    times = listed(list(timing.time_of_day), wording)
    return wording.say("clock", times=times) if times else ""
