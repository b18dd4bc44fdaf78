"""The amounts of a combination that are said with the names of its components: "Examplin 20 mg and Otherol 5 mg"."""

from __future__ import annotations

from pipeline.extract.dosage.quantities import Quantity, read_quantity
from pipeline.extract.dosage.tokens import Tokens
from pipeline.model.dosage import Amount

_JOINTS = frozenset({"and", "+", "plus", "/"})
_NAME_WORDS = 2


def read_components(tokens: Tokens, index: int, first: Amount, last: int) -> tuple[tuple[Amount, ...], int] | None:
    """The amounts of "Examplin 20 mg and Otherol 5 mg" and of "20 mg Examplin + 5 mg Otherol"."""
    amounts, named = [first], tokens[index - 1].is_word and not tokens[index - 1].senses
    while True:
        behind = last if named else _past_name(tokens, last + (tokens.text(last) == "of"))
        joint = tokens.text(behind) in _JOINTS
        at = _past_name(tokens, behind + 1) if named and joint else behind + 1
        other = _plain_amount(tokens, at) if joint and behind > last - named and at > behind + named else None
        if other is None or other.unit.code != first.unit:
            break
        amounts.append(other.amount())
        last = other.last
    if len(amounts) == 1:
        return None
    return tuple(amounts), last if named else _past_name(tokens, last + (tokens.text(last) == "of"))


def _plain_amount(tokens: Tokens, index: int) -> Quantity | None:
    quantity = read_quantity(tokens, index)
    plain = quantity is not None and quantity.unit.period is None and not quantity.unit.concentration
    return quantity if plain else None


def _past_name(tokens: Tokens, index: int) -> int:
    """Behind the one or two words of a name."""
    at = index
    while at < index + _NAME_WORDS and tokens[at].is_word and not tokens[at].senses:
        at += 1
    return at
