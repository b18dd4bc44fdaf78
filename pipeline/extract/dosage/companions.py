"""Doses of other drugs: "with oral methotrexate 15 mg once weekly", "in combination with aspirin (75 mg daily)"."""

from __future__ import annotations

from pipeline.extract.dosage.amounts import read_amount
from pipeline.extract.dosage.timing import read_timing
from pipeline.extract.dosage.tokens import Phrase, Tokens

_MOST_WORDS = 3
_BEFORE_NAME = frozenset({"route", "article", "filler", "up-to", "or"})
_BEFORE_AMOUNT = frozenset({"filler", "about", "or"})
_OPENS = frozenset({"(", "["})
_JOINTS = frozenset({",", "/"})
_MEASURED = frozenset({"dose", "daily", "rate"})


def read_companions(tokens: Tokens, index: int) -> Phrase | None:
    """The other drugs that a "with" names together with their doses, as one figure that is no dose."""
    if not tokens.has(index, "companion") or tokens.has(index - 1, "people") or tokens.has(index - 1, "treatment"):
        return None
    last = _drug(tokens, index + 1)
    if last is None:
        return None
    while (further := _drug(tokens, _past_joints(tokens, last))) is not None:
        last = further
    return Phrase("other", index, last)


def named_drug(tokens: Tokens, index: int, names: str) -> bool:
    """Whether a name and its dose begin here, and none of its words is among the drug's own `names` (case-folded)."""
    start = index
    while _leads_to_name(tokens, start):
        start += 1
    words: list[str] = []
    while _may_be_name(tokens, start + len(words)) and len(words) < _MOST_WORDS:
        words.append(tokens.text(start + len(words)))
    return bool(words) and _drug(tokens, index) is not None and not any(word in names for word in words)


def _drug(tokens: Tokens, index: int) -> int | None:
    """Behind the name, the dose and the timing of one drug, or None."""
    start = index
    while _leads_to_name(tokens, start):
        start += 1
    at = start
    while at < start + _MOST_WORDS and _may_be_name(tokens, at):
        at += 1
    if at == start:
        return None
    while not _BEFORE_AMOUNT.isdisjoint(tokens[at].senses) and tokens[at].is_word:
        at += 1
    if tokens.text(at) in _OPENS:
        return _bracketed(tokens, at)
    amount = read_amount(tokens, at)
    return _past_details(tokens, amount.last) if amount is not None and amount.kind in _MEASURED else None


def _leads_to_name(tokens: Tokens, index: int) -> bool:
    """Routes, also in brackets, articles and the like ("with subcutaneous (SubQ) cytarabine")."""
    token = tokens[index]
    if token.text == "(":
        return tokens.has(index + 1, "route") and tokens.text(index + 2) == ")"
    if token.text == ")":
        return tokens.has(index - 1, "route") and tokens.text(index - 2) == "("
    return token.value is None and not _BEFORE_NAME.isdisjoint(token.senses)


def _may_be_name(tokens: Tokens, index: int) -> bool:
    token = tokens[index]
    return token.is_word and not token.senses and not token.text.endswith("ing")


def _bracketed(tokens: Tokens, index: int) -> int | None:
    """Behind the bracket that opens here, if a dose stands in it."""
    depth, at, found = tokens[index].depth, index + 1, False
    while at < tokens.size and tokens[at].depth >= depth and tokens.text(at) not in (")", "]"):
        amount = read_amount(tokens, at) if tokens[at].value is not None else None
        found = found or (amount is not None and amount.kind in _MEASURED)
        at = amount.last if amount is not None else at + 1
    return at + 1 if found else None


def _past_details(tokens: Tokens, index: int) -> int:
    while True:
        timing = read_timing(tokens, index)
        if timing is not None:
            index = timing.last
        elif tokens.has(index, "route"):
            index += 1
        else:
            return index


def _past_joints(tokens: Tokens, index: int) -> int:
    while tokens.text(index) in _JOINTS or tokens.has(index, "and") or tokens.has(index, "or"):
        index += 1
    return index
