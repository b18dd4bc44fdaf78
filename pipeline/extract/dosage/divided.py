"""How a total is divided: "in 2-4 divided doses", "divided every 6 hours", "divided into up to three doses"."""

from __future__ import annotations

from pipeline.extract.dosage.numerals import read_range
from pipeline.extract.dosage.timing import read_timing
from pipeline.extract.dosage.tokens import Phrase, Tokens
from pipeline.model.dosage import Timing

_CUES = frozenset({"divided", "equal-parts", "into-parts"})


def read_divided(tokens: Tokens, index: int) -> Phrase | None:
    """ "in 2-4 divided doses", "divided every 6 hours", "divided into doses every 12 hours", "divided twice daily"."""
    if _CUES.isdisjoint(tokens.senses):
        return None
    at = index + (tokens.has(index, "into-parts"))
    cue = tokens.has(at, "divided") and not tokens.has(at, "dealt")
    soft = tokens.has(index, "divided") or at > index
    at += tokens.has(at, "divided")
    while tokens.has(at, "on-to-parts") or tokens.has(at, "about"):
        at += 1
    cue = cue or tokens.has(at, "equal-parts")
    most = tokens.has(at, "up-to")
    numbers = read_range(tokens, at + most)
    if numbers is not None:
        behind = tokens.skip(numbers.last, "divided")
        cue = cue or behind > numbers.last or tokens.has(behind, "equal-parts")
        if tokens.has(behind, "doses") and (cue or soft) and not tokens.has(behind, "time"):
            low, high = int(numbers.low), int(numbers.high)
            timing = Timing(frequency=None if most else low, frequency_max=high if most or high > low else None)
            period = read_timing(tokens, behind + 1)
            last = period.last if period is not None and period.kind == "per-period" else behind + 1
            return Phrase("divided", index, last, timing=timing)
    if numbers is not None and soft and tokens.has(numbers.last, "or-more") and tokens.has(numbers.last + 1, "doses"):
        return Phrase("divided", index, numbers.last + 2)
    cue = cue or (soft and tokens.has(at, "vague") and tokens.has(at + 1, "doses"))  # "taken in several doses"
    if not cue:
        return None
    at += tokens.has(at, "vague") and tokens.has(at + 1, "doses")
    at = tokens.skip(at, "doses")
    at = at + tokens.has(at, "method")
    timing_phrase = read_timing(tokens, at)
    if timing_phrase is not None and timing_phrase.kind == "timing" and timing_phrase.timing.period_unit:
        return Phrase("divided", index, timing_phrase.last, timing=timing_phrase.timing)
    return Phrase("divided", index, at) if at > index else None
