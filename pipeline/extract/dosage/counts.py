"""Counts of pieces that no unit names: "take 2", "1-2 twice daily"."""

from __future__ import annotations

from dataclasses import replace

from pipeline.extract.dosage.numerals import read_range
from pipeline.extract.dosage.timing import read_times, read_timing
from pipeline.extract.dosage.tokens import Phrase, Tokens
from pipeline.model.dosage import Amount

_MOST_PIECES = 30
_RATED = ("s", "min")  # so much, not so often, per second or minute


def bare_count(tokens: Tokens, index: int, before: list[Phrase]) -> Phrase | None:
    """A count of pieces without their name: "take 2", "1-2 twice daily", "two to be taken at night", "1 bd"."""
    at = index + tokens.has(index, "up-to")
    numbers = read_range(tokens, at, ("to", "or", "slash"))
    if numbers is None or read_times(tokens, at) is not None:
        return None
    last = numbers.last
    if tokens.has(index - 1, "exposure"):
        return Phrase("unclear", index, last)
    told = bool(before) and before[-1].kind == "method" and before[-1].last == index
    behind = tokens.skip(last, "route") + (tokens.text(last) == "-")
    timed = read_timing(tokens, behind)
    counted = timed is not None and timed.kind == "per-period" and timed.timing.period_unit not in _RATED
    if timed is not None and counted and before and _is_dosed(tokens, before, index):
        return replace(timed, kind="timing", first=index, timing=replace(timed.timing, frequency=int(numbers.high)))
    told = told or (timed is not None and timed.kind in ("timing", "per-period"))
    told = told or (tokens.text(last) == "to" and tokens.text(last + 1) == "be") or tokens.has(behind, "as-needed")
    if not told or tokens.has(last, "time") or tokens.text(index - 1) == "cycle" or numbers.high > _MOST_PIECES:
        return None
    low = None if at > index else numbers.low
    return Phrase("dose", index, last + (tokens.text(last) == "-"), (Amount(low, numbers.high, _named_piece(before)),))


def _is_dosed(tokens: Tokens, before: list[Phrase], index: int) -> bool:
    """Whether a dose stands just before, at most with its route between ("1 tablet orally 3/day")."""
    dose = next((phrase for phrase in reversed(before) if phrase.kind != "route"), None)
    return dose is not None and dose.kind == "dose" and before[-1].last == index


def _named_piece(before: list[Phrase]) -> str:
    """The unit that the name of the product gave ("Examplin 250 mg tablets, two at night"), or ""."""
    return next((phrase.name for phrase in before if phrase.kind == "other" and phrase.name[:1] == "{"), "")
