"""Ranges whose ends are regimens of their own: "from 5 mg once daily to 10 mg twice daily" gives neither of the two."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from pipeline.extract.dosage.tokens import Kind, Phrase, Tokens

_RANGED: frozenset[Kind] = frozenset({"dose", "daily", "rate"})
_BETWEEN: frozenset[Kind] = frozenset({"timing", "per-period", "route", "method", "other", "bounds"})


def open_ranges(tokens: Tokens, phrases: Sequence[Phrase]) -> tuple[Phrase, ...]:
    """The phrases with both ends of such a range as one that is unclear; ends for different people are two doses."""
    read = tuple(phrases)
    doses = [at for at, phrase in enumerate(read) if phrase.kind in _RANGED]
    for first, second in reversed(list(pairwise(doses))):
        if _is_range(tokens, read[first : second + 1]):
            whole = Phrase("unclear", read[first].first, read[second].last)
            read = (*read[:first], whole, *read[second + 1 :])
    return read


def _is_range(tokens: Tokens, phrases: Sequence[Phrase]) -> bool:
    first, *between, second = phrases
    low = first.amounts[0]
    opened = "from" in (tokens.text(first.first), tokens.text(first.first - 1)) and low.low == low.high
    told = range(first.last, second.first - 1)
    for_some = any(tokens.has(at, "people") or tokens.has(at, "age") or tokens.text(at) in "()" for at in told)
    return opened and not for_some and tokens.has(second.first - 1, "to") and {p.kind for p in between} <= _BETWEEN
