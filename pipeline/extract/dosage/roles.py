"""The role of a dose: initial, maintenance or loading."""

from __future__ import annotations

from pipeline.extract.dosage.numerals import read_range
from pipeline.extract.dosage.tokens import Phrase, Tokens

ROLE_CUES = ("initial", "maintenance", "loading")
_LOW = (" low", " lower")
_KEPT_UP = frozenset({"maintained", "maintain"})
_PAUSES = frozenset({",", ";", "."})
_NOT_DOSED = frozenset({"spell", "effect"})  # what may be initial besides a dose


def read_role(tokens: Tokens, index: int) -> Phrase | None:
    role = next((name for name in ROLE_CUES if tokens.has(index, name)), None)
    if role is None or (tokens.text(index) == "starting" and _tells_when(tokens, index + 1)):
        return None
    if tokens.text(index).endswith(_LOW) and not _is_given(tokens, index):
        return None
    behind = tokens[index + 1]
    before = index - 1 - tokens.has(index - 1, "article")
    of_something_else = behind.is_word and (not behind.senses or not _NOT_DOSED.isdisjoint(behind.senses))
    before -= tokens.text(before) == "this"
    if tokens.has(before, "after") or (tokens.text(index) == "initial" and of_something_else):
        return None  # "after the initial dose", "after this initial period", "the initial improvement"
    if _is_of_another(tokens, index) or (tokens.has(index + 1, "for") and tokens.text(index) in _KEPT_UP):
        return None
    return Phrase("role", index, index + 1 + tokens.has(index + 1, "dose"), name=role)


def _is_given(tokens: Tokens, index: int) -> bool:
    """ "It starts low (1 mg), and is increased", unlike "start low, and increase to 5 mg"."""
    behind = (tokens[at] for at in range(index + 1, tokens.size))
    told = next((token for token in behind if token.value is not None or "titration" in token.senses), None)
    return told is not None and told.value is not None


def _is_of_another(tokens: Tokens, index: int) -> bool:
    """ "it may follow an initial dose of examplin": named without a figure, it is not the dose that is read."""
    of = index + 1 + tokens.has(index + 1, "dose")
    if tokens.text(of) != "of" or not _may_be_name(tokens, of + 1):
        return False
    behind = next((at for at in range(of + 1, tokens.size) if tokens.text(at) in _PAUSES), tokens.size)
    return not any(tokens[at].value is not None for at in range(of + 1, behind))


def _may_be_name(tokens: Tokens, index: int) -> bool:
    return tokens[index].is_word and not tokens[index].senses


def _tells_when(tokens: Tokens, index: int) -> bool:
    """ "starting 24 hours after surgery", "on the first day", "5 mg daily, starting postoperatively": no first dose."""
    numbers = read_range(tokens, index)
    timed = numbers is not None and tokens.has(numbers.last, "time")
    return (
        timed
        or (tokens.has(index, "article") and tokens.has(index + 1, "time"))
        or tokens.has(index, "as")
        or tokens.has(index, "after")
        or tokens.has(index, "before")
        or tokens.text(index) in ("on", "on the", "at the")
        or (tokens.text(index - 2) == "," and _may_be_name(tokens, index))
    )
