"""Limits that are told by what lies beyond them: "doses over 30 mg a day are not recommended"."""

from __future__ import annotations

from pipeline.extract.dosage.maximum import limit_of_quantity
from pipeline.extract.dosage.quantities import read_quantity
from pipeline.extract.dosage.tokens import Phrase, Tokens
from pipeline.extract.dosage.units import DRUG_KINDS

_REACH = 4
_ON_TO_DENIAL = ("about", "telling", "filler")


def read_forbidden(tokens: Tokens, index: int) -> Phrase | None:
    """The maximum that "exceeding 400 mg in 24 hours is not recommended" states, with the words that forbid it.

    Where nobody says what time it is of ("doses above 40 mg are not recommended"), it is none.
    """
    if "negative" not in tokens.senses or not tokens.has(index, "beyond"):
        return None
    quantity = read_quantity(tokens, tokens.skip(index + 1, "sum"))
    if quantity is None or quantity.unit.concentration or quantity.unit.kind not in DRUG_KINDS:
        return None
    limit = limit_of_quantity(tokens, index, quantity)
    at = limit.last
    while at < limit.last + _REACH and any(tokens.has(at, sense) for sense in _ON_TO_DENIAL):
        at += 1
    denied = limit.maximum is not None and limit.maximum.per == "period" and tokens.has(at, "negative")
    return Phrase("maximum", index, at + 1, limit.amounts, maximum=limit.maximum) if denied else None
