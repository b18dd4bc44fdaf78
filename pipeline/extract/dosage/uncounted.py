"""How often in words that no timing holds, kept as an instruction: "several times a day", "twice per attack"."""

from __future__ import annotations

from pipeline.extract.dosage.amounts import read_amount
from pipeline.extract.dosage.timing import read_times, read_timing
from pipeline.extract.dosage.tokens import Phrase, Tokens

_TO_DOSES = 2
_PERIOD = frozenset({"per", "frequency", "time"})


def read_uncounted(tokens: Tokens, index: int) -> Phrase | None:
    """A frequency without a number or period; of "multiple doses of 5 mg" nobody says how often the dose is given."""
    if tokens.has(index, "no-sooner"):
        least = read_timing(tokens, index + 1)
        return Phrase("instruction", index, least.last) if least is not None else None
    if tokens.has(index, "awake"):
        return Phrase("instruction", index, index + 1)
    if tokens.has(index, "vague"):
        return _several(tokens, index)
    times = read_times(tokens, index)
    if times is None or not tokens.has(times.last, "per") or read_timing(tokens, index) is not None:
        return None
    counted = tokens[times.last + 1]
    known = bool(counted.senses) and "spell" not in counted.senses
    return _instruction(index, times.last + 2) if counted.is_word and not known else None


def _several(tokens: Tokens, index: int) -> Phrase | None:
    """ "several times daily", "multiple daily doses"; "divided into several doses" only divides."""
    at = index + 1
    if tokens.has(at, "times"):
        last = at + 1
        while not _PERIOD.isdisjoint(tokens[last].senses):
            last += 1
        return _instruction(index, last)
    doses = next((behind for behind in range(at, at + _TO_DOSES) if tokens.has(behind, "doses")), None)
    if doses is None or tokens.has(index - 1, "divided"):
        return None
    amount = read_amount(tokens, doses + 2) if tokens.text(doses + 1) == "of" else None
    if amount is not None:
        return Phrase("unclear", index, amount.last)
    return _instruction(index, doses + 1) if tokens.has(at, "daily") else None


def _instruction(first: int, last: int) -> Phrase:
    return Phrase("instruction", first, last, name="uncounted")
