"""Steps that are told by when they are taken: "Days 1-7: 5 mg", "from week 2 to 4", "Hours 0-4"."""

from __future__ import annotations

from decimal import Decimal

from pipeline.extract.dosage.lexer import lexer_for
from pipeline.extract.dosage.numerals import read_range
from pipeline.extract.dosage.tokens import Phrase, Tokens
from pipeline.extract.dosage.units import time_code
from pipeline.model.dosage import Amount
from pipeline.rules import Rules

_OPENS = frozenset({"", ":", ";", ".", "(", "from", "for"})
_HOURS = frozenset({"h", "min"})  # told by their limits, where days and weeks are told by their numbers


def read_window(tokens: Tokens, index: int) -> Phrase | None:
    """How long it lasts, where it opens a clause: the days 1 to 7 are a week, the hours 4 to 24 are twenty hours."""
    term = tokens[index].senses.get("time")
    if term is None or tokens.has(index, "frequency") or tokens.text(index - 1) not in _OPENS:
        return None
    numbers = read_range(tokens, index + 1)
    if numbers is None or numbers.low == numbers.high or tokens.has(numbers.last, "unit"):
        return None
    if tokens.text(numbers.last) == "of" or tokens.has(numbers.last, "and"):
        return None
    code, times = time_code(term)
    length = (numbers.high - numbers.low + (0 if code in _HOURS else Decimal(1))) * times
    return Phrase("bounds", index, numbers.last, (Amount(length, length, code),), name="window")


def window_of_label(text: str, rules: Rules) -> Amount | None:
    """The length of the step that a label names ("Weeks 2-4"), or None."""
    phrase = read_window(lexer_for(rules.lexicon).tokens(text), 0)
    return phrase.amounts[0] if phrase is not None else None
