"""Figures that are no dose: ages, weights, laboratory levels, strengths, steps of a titration, diluents."""

from __future__ import annotations

from pipeline.extract.dosage.amounts import read_amount, read_quantity
from pipeline.extract.dosage.numerals import DASHES, read_range
from pipeline.extract.dosage.timing import read_timing
from pipeline.extract.dosage.tokens import Phrase, Tokens

_STEP_REACH = 8
_TARGETS = frozenset({"maximum", "up-to", "to"})


def read_figure(tokens: Tokens, index: int) -> Phrase | None:
    return _age_or_span(tokens, index) or _diluent(tokens, index) or _compared(tokens, index) or _step(tokens, index)


def _age_or_span(tokens: Tokens, index: int) -> Phrase | None:
    """ "6 to 12 years", "24 hours before", "3-month-old": a time that no cue makes a course or an interval."""
    numbers = read_range(tokens, index, ("to", "or", "and"))
    if numbers is None:
        return None
    at = numbers.last + (tokens.text(numbers.last) in DASHES)
    if not tokens.has(at, "time") or (tokens.text(at) in ("m", "d", "s", "w", "a") and not tokens[at].glued):
        return None
    return Phrase("other", index, at + 1)


def _diluent(tokens: Tokens, index: int) -> Phrase | None:
    """ "with 240 mL of water", "in 100 mL of normal saline"."""
    quantity = read_quantity(tokens, index)
    if quantity is None or quantity.unit.kind != "volume":
        return None
    at = quantity.last
    for behind in range(at, at + 4):
        if tokens.has(behind, "diluent"):
            return Phrase("other", index, behind + 1)
    return None


def _compared(tokens: Tokens, index: int) -> Phrase | None:
    """ "doses above 40 mg daily", "> 50 kg", "more than 10 mg": a threshold."""
    if not tokens.has(index, "comparison"):
        return None
    amount = read_amount(tokens, tokens.skip(index + 1, "comparison"))
    if amount is None:
        return None
    period = read_timing(tokens, amount.last)
    return Phrase("other", index, period.last if period and period.kind == "per-period" else amount.last)


def _step(tokens: Tokens, index: int) -> Phrase | None:
    """ "by 5 mg every week", "in increments of 25 mg", "in 5 mg increments every 1-2 weeks"."""
    if tokens.has(index, "step"):
        start = index + 1
        start = tokens.skip(start, "about")
        start = tokens.skip(start, "up-to")
        amount = read_amount(tokens, start)
        if amount is None:
            return None
        last = amount.last
    else:
        amount = read_amount(tokens, index)
        if amount is None or not tokens.has(amount.last, "step"):
            return None
        last = amount.last + 1
    return Phrase("step", index, _interval_behind(tokens, last))


def _interval_behind(tokens: Tokens, last: int) -> int:
    """The interval of the step may follow it at once ("every week", "per day", "at weekly intervals")."""
    timing = read_timing(tokens, tokens.skip(last, "at-time"))
    return timing.last if timing is not None else last


def read_titration(tokens: Tokens, index: int) -> Phrase | None:
    """A verb of titration with the interval of its steps ("increased every 3 days by 5 mg"), if one follows at once."""
    if not tokens.has(index, "titration"):
        return None
    last = index + 1
    for at in range(index + 1, index + _STEP_REACH):
        step = _step(tokens, at)
        if step is not None:
            return Phrase("titration", index, step.last)
        timing = read_timing(tokens, at)
        if timing is not None and not timing.timing.when:
            last = timing.last
            continue
        if at < last:
            continue
        if tokens[at].value is not None or not tokens[at].is_word or not _TARGETS.isdisjoint(tokens[at].senses):
            break
    return Phrase("titration", index, last)
