"""Doses that are spoken of, not given: "at the 10 mg dose", "the 125 mg dose is given as one 100 mg capsule"."""

from __future__ import annotations

from pipeline.extract.dosage.amounts import read_amount
from pipeline.extract.dosage.timing import read_timing
from pipeline.extract.dosage.tokens import Phrase, Tokens

_REACH = 5
_FURTHER = 9
_DOSED = frozenset({"dose", "daily"})


def read_reference(tokens: Tokens, index: int) -> Phrase | None:
    """A definite dose without a timing of its own, with the pieces that it is made up of."""
    if not tokens.text(index).endswith("the") or tokens.has(index - 1, "to"):
        return None
    amount = read_amount(tokens, index + 1)
    if amount is None or amount.kind not in _DOSED or not tokens.has(amount.last, "dose"):
        return None
    if read_timing(tokens, amount.last + 1) is not None:
        return None
    return Phrase("other", index, _past_pieces(tokens, amount.last + 1))


def read_repeat(tokens: Tokens, index: int) -> Phrase | None:
    """ "The course may be repeated after 2 weeks if needed": the need is that of another course, not of a dose."""
    other = "course" if tokens.has(index, "repeat") else "repeat"
    at = next((at for at in range(index + 1, index + _REACH) if tokens.has(at, other)), None)
    if at is None:
        return None
    need = next((at for at in range(at + 1, at + _FURTHER) if _ends(tokens, at)), at)
    return Phrase("other", index, need + 1) if tokens.has(need, "as-needed") else None


def _ends(tokens: Tokens, index: int) -> bool:
    return tokens.has(index, "as-needed") or tokens.text(index) in (",", ";", ".")


def _past_pieces(tokens: Tokens, index: int) -> int:
    """Behind "is usually administered as one 100 mg capsule and one 25 mg capsule", or `index`."""
    dealt = next((at for at in range(index, index + _REACH) if tokens.has(at, "dealt") or tokens.has(at, "as")), None)
    last, at = index, dealt + 1 if dealt is not None else index
    while dealt is not None and (piece := read_amount(tokens, at)) is not None:
        last = at = piece.last
        while tokens.text(at) == "," or tokens.has(at, "and"):
            at += 1
    return last
