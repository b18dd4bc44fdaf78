"""The figures and counting words of a sentence that no phrase takes up."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

from pipeline.extract.dosage.numerals import DASHES
from pipeline.extract.dosage.tokens import Phrase, Tokens

_COUNTING = frozenset({"twice", "thrice", "frequency", "weekday"})
_YEAR = re.compile(r"(?:19|20)\d\d")


def ends_of_examples(tokens: Tokens) -> tuple[int, ...]:
    """The figures of "from low doses (e.g., 1 mg daily) to high doses (e.g., 5 mg daily)": no dose, but its bounds.

    So are those of doses that are only listed: "the dose (e.g., 1 mg, 5 mg) is determined by the patient's weight".
    """
    opened = [at for at, token in enumerate(tokens) if token.text == "(" and tokens.has(at + 1, "example")]
    found = [at for start in opened for at in _listed(tokens, start)]
    for first, second in pairwise(opened):
        close = next(at for at in range(first, second + 1) if tokens.text(at) == ")" or at == second)
        if tokens.has(close + 1, "to"):
            found += (at for at in range(first, tokens.size) if tokens[at].depth and tokens[at].value is not None)
    return tuple(found)


def _listed(tokens: Tokens, start: int) -> tuple[int, ...]:
    """The figures of a bracket in which amounts alone stand side by side."""
    close = next((at for at in range(start, tokens.size) if tokens.text(at) == ")"), tokens.size)
    figures = tuple(at for at in range(start, close) if tokens[at].value is not None)
    amounts = all(tokens.has(at + 1, "unit") and tokens.text(at + 2) in (",", ")") for at in figures)
    return figures if amounts and len(figures) > 1 else ()


def _counts(tokens: Tokens, index: int) -> bool:
    """Whether a figure or word says how much or how often; "two weeks after", "one of them", "daily dose" do not."""
    token = tokens[index]
    if token.value is None:
        return "daily" not in token.senses and not _COUNTING.isdisjoint(token.senses)
    if token.text[0].isdigit():
        return True
    return token.value != 1 and not tokens.has(index + 1, "time") and not tokens.has(index + 1, "outcome")


def left_over(tokens: Tokens, phrases: Iterable[Phrase]) -> tuple[int, ...]:
    """The indices of the figures, and of the words that count, that no phrase takes up."""
    telling = (index for index, token in enumerate(tokens) if token.senses or token.value is not None)
    figures = {index for index in telling if _counts(tokens, index)}
    for phrase in phrases:
        figures.difference_update(range(phrase.first, phrase.last))
    return tuple(sorted(index for index in figures if not _is_part_of_name(tokens, index)))


def _is_part_of_name(tokens: Tokens, index: int) -> bool:
    """ "B12", "type 4", "UGT1A1*28", "a 3-drug regimen", "(2011)": a figure that counts nothing."""
    before = tokens[index - 1]
    if before.is_word and (tokens[index].glued or not before.senses):
        return True
    if before.text == "*" and before.glued:
        return True
    if before.text in DASHES and before.glued and tokens[index].glued and tokens[index - 2].value is None:
        return not tokens[index - 2].senses
    if tokens.text(index + 1) in DASHES and tokens[index + 2].glued and tokens[index + 2].is_word:
        return not tokens[index + 2].senses
    return bool(_YEAR.fullmatch(tokens.text(index))) and not tokens.has(index + 1, "unit")
