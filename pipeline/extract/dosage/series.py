"""Doses on numbered days: `on days 1, 8 and 15 of a 28-day cycle`, `at weeks 0, 2 and 6`, `on the second day`."""

from __future__ import annotations

from decimal import Decimal

from pipeline.extract.dosage.numerals import DASHES, Number, read_number, read_range
from pipeline.extract.dosage.tokens import Phrase, Tokens
from pipeline.extract.dosage.units import time_code
from pipeline.model.dosage import Timing

_LEADS = frozenset({"at-time", "in-time", "with"})
_LONG = frozenset({"d", "wk", "mo", "a"})


def read_series(tokens: Tokens, index: int) -> Phrase | None:
    return _cycle_days(tokens, index) or _counted_times(tokens, index) or _ordinal_time(tokens, index)


def _ordinal_time(tokens: Tokens, index: int) -> Phrase | None:
    """ "on the second day", "in the first week": when a step is taken."""
    if "ordinal" not in tokens.senses or _LEADS.isdisjoint(tokens[index].senses):
        return None
    at = index + 1 + (tokens.text(index + 1) == "the")
    told = tokens.has(at, "ordinal") and tokens.has(at + 1, "numbered") and tokens.text(at + 2) != "of"
    return Phrase("instruction", index, at + 2, name="dated") if told else None


def _counted_times(tokens: Tokens, index: int) -> Phrase | None:
    """ "at 0, 1-2 and 6 months": a dose at each of them."""
    if not tokens.has(index, "at-time"):
        return None
    count, last = _listed(tokens, index + 1, spans=False)
    unit = tokens[last - 1].senses.get("time") if count > 1 else None
    return _as_series(index, last, count) if unit is not None and time_code(unit)[0] in _LONG else None


def _as_series(first: int, last: int, count: int) -> Phrase:
    """So many doses; one time alone ("on day 2") only says when."""
    if count < 2:
        return Phrase("instruction", first, last, name="dated")
    return Phrase("timing", first, last, timing=Timing(count=count), name="series")


def _past_unit(tokens: Tokens, index: int) -> int:
    at = index + (tokens.text(index) in DASHES)
    return at + 1 if tokens.has(at, "time") and not tokens.has(at + 1, "cycle") else index


def _cycle_days(tokens: Tokens, index: int) -> Phrase | None:
    """ "on days 1, 8 and 15 of a 28-day cycle": so many doses in a cycle; without a cycle only the words are kept."""
    at = index + tokens.has(index, "at-time")
    if not tokens.has(at, "numbered"):
        return None
    spans = tokens.text(at).startswith("day")
    days, last = _listed(tokens, at + 1, spans=spans)
    if not days:
        return None
    length = _cycle_length(tokens, last)
    if length is None or not tokens.text(at).startswith("day"):
        return _as_series(index, last, days if at > index and not _recurs(tokens, last) else 1)
    timing = Timing(frequency=days, period=length.value, period_unit="d")
    return Phrase("timing", index, length.last, timing=timing, name="cycle")


def _recurs(tokens: Tokens, index: int) -> bool:
    """ "on days 1 and 8 of each cycle": nobody says how many in all."""
    return tokens.text(index) == "of" and any(tokens.has(at, "cycle") for at in range(index + 1, index + 4))


def _listed(tokens: Tokens, index: int, *, spans: bool) -> tuple[int, int]:
    """How many "1, 8 and 15" names, and the index behind them; of "1-5" each where a range spans all between."""
    count, last = 0, index
    while (numbers := read_range(tokens, index, ("to",))) is not None:
        if tokens.has(numbers.last, "unit"):
            break
        count += int(numbers.high - numbers.low) + 1 if spans else 1
        last = index = _past_unit(tokens, numbers.last)
        while tokens.text(index) == "," or tokens.has(index, "and"):
            index += 1
    return count, last


def _cycle_length(tokens: Tokens, index: int) -> Number | None:
    """The days of "of a 28-day cycle", "of each 3-week cycle", "every 21 days"."""
    at = index
    while tokens.text(at) in ("of", "in", "out", ",") or tokens.has(at, "per") or tokens.has(at, "article"):
        at += 1
    number = read_number(tokens, at) if at > index else None
    if number is None:
        return None
    at = number.last + (tokens.text(number.last) in DASHES)
    term = tokens[at].senses.get("time")
    if term is None:
        return None
    code, times = time_code(term)
    days = {"d": Decimal(1), "wk": Decimal(7)}.get(code)
    if days is None:
        return None
    return Number(number.value * times * days, at + 1 + tokens.has(at + 1, "cycle"))
