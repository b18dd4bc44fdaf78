"""Doses of other drugs: "with oral methotrexate 15 mg once weekly", "in combination with aspirin (75 mg daily)"."""

from __future__ import annotations

from pipeline.extract.dosage.amounts import read_amount
from pipeline.extract.dosage.numerals import DASHES
from pipeline.extract.dosage.timing import read_timing
from pipeline.extract.dosage.tokens import Phrase, Tokens

_MOST_WORDS = 3
_BEFORE_NAME = frozenset({"route", "article", "filler", "up-to", "or"})
_BEFORE_AMOUNT = frozenset({"filler", "about", "or"})
_OPENS = frozenset({"(", "["})
_CLOSES = frozenset({")", "]"})
_JOINTS = frozenset({",", "/"})
_MEASURED = frozenset({"dose", "daily", "rate"})


def read_companions(tokens: Tokens, index: int) -> Phrase | None:
    """The other drugs that a "with" names together with their doses, as one figure that is no dose."""
    if not tokens.has(index, "companion") or tokens.has(index - 1, "people") or tokens.has(index - 1, "treatment"):
        return None
    last = _drug(tokens, index + 1)
    if last is None:
        return _regimen_of_others(tokens, index) or _advised(tokens, index)
    while (further := _drug(tokens, _past_joints(tokens, last))) is not None:
        last = further
    timed = any(read_timing(tokens, at) for at in range(index + 1, last))
    return Phrase("other", index, last, name="timed-companion" if timed else "")


def _regimen_of_others(tokens: Tokens, index: int) -> Phrase | None:
    """ "Conditioning chemotherapy (A 500 mg/m² and B 30 mg/m²)": the bracket has the doses of others."""
    last = _bracketed(tokens, index + 1) if tokens.text(index + 1) in _OPENS else None
    return Phrase("other", index, last) if last is not None else None


def _advised(tokens: Tokens, index: int) -> Phrase | None:
    """ "Concurrent folic acid is essential, with a dose of 5 mg": the sentence goes on about the other drug."""
    at = _past_name(tokens, index + 1)
    if index or at == index + 1:
        return None
    if tokens.text(at) in _OPENS:
        at = next((behind + 1 for behind in range(at, tokens.size) if tokens.text(behind) in _CLOSES), at)
    told = any(tokens.has(behind, "advised") for behind in range(at + 1, at + _MOST_WORDS))
    return Phrase("other", index, tokens.size) if told and tokens.has(at, "telling") else None


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
    at = _past_name(tokens, start)
    if at == start:
        return None
    while not _BEFORE_AMOUNT.isdisjoint(tokens[at].senses) and tokens[at].is_word:
        at += 1
    if tokens.text(at) in _OPENS:
        return _bracketed(tokens, at)
    amount = read_amount(tokens, at)
    return _past_details(tokens, amount.last) if amount is not None and amount.kind in _MEASURED else None


def _past_name(tokens: Tokens, index: int) -> int:
    """Behind the words of a name; those that hyphens join ("non-coated") count as one."""
    at, words = index, 0
    while words < _MOST_WORDS and _may_be_name(tokens, at):
        at, words = at + 1, words + 1
        while tokens.text(at) in DASHES and tokens[at].glued and tokens[at + 1].glued and tokens[at + 1].is_word:
            at += 2
    return at


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
        elif tokens.text(index) == "(" and tokens.has(index + 1, "maximum"):
            index = next((at + 1 for at in range(index, tokens.size) if tokens.text(at) == ")"), tokens.size)
        elif tokens.has(index, "route"):
            index += 1
        else:
            return index


def _past_joints(tokens: Tokens, index: int) -> int:
    while tokens.text(index) in _JOINTS or tokens.has(index, "and") or tokens.has(index, "or"):
        index += 1
    return index
