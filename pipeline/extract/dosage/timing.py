"""How often and when: frequencies, intervals, events of the day, weekdays, clock times, days of a cycle."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from pipeline.extract.dosage.events import read_clock, read_events, read_weekdays
from pipeline.extract.dosage.numerals import DASHES, Range, read_number, read_range
from pipeline.extract.dosage.periods import period, quarter_hours, spelt_range
from pipeline.extract.dosage.series import read_series
from pipeline.extract.dosage.tokens import Kind, Phrase, Tokens
from pipeline.extract.dosage.units import time_code
from pipeline.model.dosage import Timing
from pipeline.rules.lexicon import Term

_TIMES_WORDS = {"once": 1, "twice": 2, "thrice": 3}
_BEHIND_ONCE = frozenset({"route", "at-time", "for", "about"})
_CHANGING = 4  # words between "increase" and the frequency that the dose is raised from
_SHORT = frozenset({"s", "min"})  # nothing is given once a minute, unless it is told to be given every minute

# The senses of a word that a timing phrase may begin with, besides a number.
TIMING_OPENERS = frozenset(
    {"once", "twice", "thrice", "up-to", "at-least", "about", "maximum", "every", "q", "at-intervals", "frequency"}
    | {"event", "with", "within", "before", "after", "article", "weekday", "at-time", "in-time", "per", "time"}
)


def read_timing(tokens: Tokens, index: int) -> Phrase | None:
    """The timing phrase that begins here: a frequency, an interval, an event, days or times."""
    return (
        _counted(tokens, index)
        or _interval(tokens, index)
        or read_events(tokens, index)
        or _named(tokens, index)
        or read_weekdays(tokens, index)
        or read_clock(tokens, index)
        or _hourly(tokens, index)
        or read_series(tokens, index)
        or _per_period(tokens, index)
    )


def named_timing(term: Term) -> Timing:
    """The timing that an entry of frequencies.yaml states."""
    data = term.data
    return Timing(
        frequency=data.get("frequency"),
        period=Decimal(data["period"]) if "period" in data else None,
        period_unit=data.get("unit"),
        when=tuple(data.get("when", ())),
    )


def read_times(tokens: Tokens, index: int) -> Range | None:
    """ "once", "twice or three times", "2-3 times", "two to three times"."""
    word = _times_word(tokens, index)
    if word is not None:
        other = read_times(tokens, index + 2) if tokens.has(index + 1, "or") or tokens.has(index + 1, "to") else None
        if other is not None and other.high > word:
            return Range(Decimal(word), other.high, other.last)
        return Range(Decimal(word), Decimal(word), index + 1)
    numbers = read_range(tokens, index)
    if numbers is None or tokens.text(numbers.last) in ("x", "×"):
        return None
    if tokens.has(numbers.last, "to") or tokens.has(numbers.last, "or"):  # "one to twice daily"
        word = _times_word(tokens, numbers.last + 1)
        return Range(numbers.low, Decimal(word), numbers.last + 2) if word and word > numbers.high else None
    return numbers._replace(last=numbers.last + 1) if tokens.has(numbers.last, "times") else None


def _times_word(tokens: Tokens, index: int) -> int | None:
    return next((_TIMES_WORDS[sense] for sense in tokens[index].senses if sense in _TIMES_WORDS), None)


def _counted(tokens: Tokens, index: int) -> Phrase | None:
    """ "up to 3 times daily", "twice a week", "once every 3 weeks", "3 times in 24 hours"."""
    up_to = tokens.has(index, "up-to") or tokens.has(index, "maximum")
    at = tokens.skip(index + up_to, "about")
    times = read_times(tokens, at)
    if times is None:
        return None
    at = times.last + (tokens.text(times.last) in (*DASHES, ","))
    timing, last = _period_behind(tokens, at)
    if timing is None:
        if tokens.has(index, "once") and not up_to and _is_alone(tokens, times.last):
            return Phrase("timing", index, times.last, timing=Timing(count=1))
        return None
    return _up_to_more(tokens, Phrase("timing", index, last, timing=_frequency(timing, times, bool(up_to))))


def _up_to_more(tokens: Tokens, first: Phrase) -> Phrase:
    """ "Once daily (OD) to twice daily (BID)": a range, unless that is how the dose is raised."""
    at = _behind_abbreviation(tokens, first.last)
    raised = any(tokens.has(before, "titration") for before in range(first.first - _CHANGING, first.first))
    other = _counted(tokens, at + 1) if tokens.has(at, "to") and not raised else None
    if first.timing is None or other is None or other.timing is None:
        return first
    low, high = first.timing.frequency, other.timing.frequency
    if low is None or high is None or high <= low or replace(other.timing, frequency=low) != first.timing:
        return first
    timing = replace(first.timing, frequency_max=high)
    return Phrase("timing", first.first, _behind_abbreviation(tokens, other.last), timing=timing)


def _behind_abbreviation(tokens: Tokens, index: int) -> int:
    """Behind the "(BID)" of "twice daily (BID)"."""
    bracketed = tokens.text(index) == "(" and tokens.has(index + 1, "frequency") and tokens.text(index + 2) == ")"
    return index + 3 if bracketed else index


def _is_alone(tokens: Tokens, index: int) -> bool:
    """A "once" with nothing behind it that would make it "once symptoms improve"."""
    placed = tokens.has(index, "to") and tokens[index + 1].value is None  # "once to damp skin"
    return not tokens[index].is_word or placed or not _BEHIND_ONCE.isdisjoint(tokens[index].senses)


def _frequency(timing: Timing, times: Range, up_to: bool) -> Timing:
    low, high = int(times.low), int(times.high)
    if up_to:
        return replace(timing, frequency=None, frequency_max=high)
    return replace(timing, frequency=low, frequency_max=high if high > low else None)


def _period_behind(tokens: Tokens, index: int) -> tuple[Timing | None, int]:
    """The period of "3 times ...": daily, a day, per week, every 8 hours, in 24 hours, each morning."""
    term = tokens[index].senses.get("frequency")
    if term is not None and term.data.get("frequency") == 1:
        return named_timing(term), index + 1
    if not (tokens.has(index, "per") or tokens.has(index, "q") or tokens.has(index, "in-time")):
        return None, index
    at = index + 1
    at += tokens.has(at, "article")
    numbers = read_range(tokens, at)
    at = numbers.last if numbers else at
    at += tokens.text(at) in DASHES
    term = tokens[at].senses.get("time")
    if term is None or (term.key in _SHORT and not tokens.has(index, "every")):
        return None, index
    at += 1
    at += tokens.has(at, "cycle") and tokens.has(index, "per") is False
    return period(numbers, term), at


def _interval(tokens: Tokens, index: int) -> Phrase | None:
    """ "every 8 hours", "q4-6h", "every day", "at intervals of 2 weeks", "every-four-days"."""
    if not (tokens.has(index, "every") or tokens.has(index, "q") or tokens.has(index, "at-intervals")):
        return None
    at = index + 1 + (tokens.text(index + 1) in (*DASHES, "."))
    at = tokens.skip(at, "about")
    numbers = quarter_hours(tokens, at) or spelt_range(tokens, at)
    at = numbers.last if numbers else at
    at += tokens.text(at) in (*DASHES, ".")
    term = tokens[at].senses.get("time")
    if term is None or (numbers is None and tokens.has(index, "at-intervals")):
        return None
    last = at + 1
    if tokens.text(last) == "." and tokens[last].glued and tokens.has(index, "q"):
        last += 1
    return Phrase("timing", index, last, timing=period(numbers, term))


def _named(tokens: Tokens, index: int) -> Phrase | None:
    """ "daily", "BID", "every other day", "nightly"."""
    at = index + (tokens.text(index) == "/" and tokens.has(index + 1, "frequency"))
    term = tokens[at].senses.get("frequency")
    if term is None or tokens.has(index - 1, "times") or tokens.has(index - 1, "maximum"):
        return None
    if tokens.has(index - 1, "maximum") and not tokens.has(at + 1, "dose"):  # "the maximum daily ..." names a limit
        return None
    if tokens.has(at, "daily") and (tokens.has(at + 1, "raises") or tokens.has(at + 1, "increment")):
        return None  # "with daily increases"
    of_a_day = tokens.has(at, "daily") and (tokens.has(at + 1, "dose") or _is_requirement(tokens, at + 1))
    kind: Kind = "per-period" if of_a_day else "timing"
    timing = named_timing(term)
    other = tokens[at + 2].senses.get("frequency") if kind == "timing" and tokens.has(at + 1, "or") else None
    if other is not None and _is_one_more(timing, named_timing(other)):
        return Phrase(kind, index, at + 3, timing=replace(timing, frequency_max=named_timing(other).frequency))
    if other is not None and tokens.has(at + 3, "dose"):  # "a daily or weekly dose"
        return Phrase("unclear", index, at + 3)
    return Phrase(kind, index, at + 1, timing=timing)


def _is_one_more(timing: Timing, other: Timing) -> bool:
    """Whether "TID or QID" is a range: one more in the same period, and nothing else said."""
    same = replace(other, frequency=timing.frequency) == timing and not timing.when
    return same and timing.frequency is not None and other.frequency == timing.frequency + 1


def _is_requirement(tokens: Tokens, index: int) -> bool:
    """The "iron requirement" of "the daily iron requirement is", which is a total."""
    named = tokens[index].is_word and not tokens[index].senses
    return tokens.has(index, "requirement") or (named and tokens.has(index + 1, "requirement"))


def _hourly(tokens: Tokens, index: int) -> Phrase | None:
    """ "8-hourly", "at 8-hour intervals", "4 to 6 hourly"."""
    start = index + tokens.has(index, "at-time")
    numbers = read_range(tokens, start)
    if numbers is None:
        return None
    at = numbers.last + (tokens.text(numbers.last) in DASHES)
    term = tokens[at].senses.get("time")
    if term is None:
        return _monthly(tokens, index, numbers, at)
    if tokens.has(at, "frequency"):
        return Phrase("timing", index, at + 1, timing=period(numbers, term))
    if tokens.has(at + 1, "intervals") and not _keeps_apart(tokens, index, at + 1):
        return Phrase("timing", index, at + 2, timing=period(numbers, term))
    return None


def _keeps_apart(tokens: Tokens, index: int, interval: int) -> bool:
    """ "A 15-minute interval is kept between doses": the least time between two, which nobody has to wait out."""
    told = tokens.has(index, "at-time") or tokens.has(index - 1 - tokens.has(index - 1, "article"), "at-time")
    return tokens.text(interval) == "interval" and not told


def _monthly(tokens: Tokens, index: int, numbers: Range, at: int) -> Phrase | None:
    """ "3-monthly", "two-weekly"."""
    term = tokens[at].senses.get("frequency") if at > numbers.last else None
    if term is None or term.data.get("frequency") != 1 or "when" in term.data:
        return None
    timing = named_timing(term)
    each = timing.period or Decimal(1)
    high = numbers.high * each if numbers.high > numbers.low else None
    return Phrase("timing", index, at + 1, timing=replace(timing, period=numbers.low * each, period_max=high))


def _is_length(tokens: Tokens, index: int) -> bool:
    """The "a week" of "after a week", "within a week" and "for a week", which tells no rate."""
    spanned = any(tokens.has(index - 1, sense) for sense in ("after", "before", "for"))
    spanned = spanned or (tokens.has(index - 1, "in-time") and tokens.text(index - 1) != "in")
    return tokens.has(index, "article") and spanned


def _per_period(tokens: Tokens, index: int) -> Phrase | None:
    """ "per day", "/week", "a day": what an amount before it is per."""
    if not tokens.has(index, "per") or tokens.has(index, "every") or tokens.has(index - 1, "times"):
        return None
    if _is_length(tokens, index):
        return None
    number = read_number(tokens, index + 1)
    at = number.last if number else index + 1
    term = tokens[at].senses.get("time")
    if term is None or tokens[at + 1].value is not None:
        return None
    if tokens.text(index) in ("a", "an") and time_code(term)[0] in ("h", "min", "s"):
        return None
    numbers = Range(number.value, number.value, at) if number else None
    return Phrase("per-period", index, at + 1, timing=period(numbers, term))
