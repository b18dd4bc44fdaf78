"""Folds a sentence to the pattern that a rule could be written for: its opening without what is only of its page.

"Testamol works by blocking ..." and "Examplase works by helping ..." both open with "<drug> works by".
"""

from __future__ import annotations

import re
from itertools import groupby
from pathlib import PurePosixPath

from pipeline.rules.lexicon import Lexicon

_OPENING = 4
_DRUG, _NUMBER, _CONDITION = "<drug>", "<number>", "<condition>"
_TOKEN = re.compile(r"<\w+>|\d[\d.,]*|[^\W\d_][\w'’-]*")
_SHORTEST_NAME = 4


def pattern_of(text: str, monograph: str, conditions: Lexicon) -> str:
    """The first four words of the sentence; drug (as the file is named), conditions and numbers are placeholders."""
    names = {word for word in PurePosixPath(monograph).stem.casefold().split("-") if len(word) >= _SHORTEST_NAME}
    tokens = _TOKEN.findall(_without_conditions(text, conditions).casefold())
    folded = (token for token, _ in groupby(_placeholder(token, names) for token in tokens))
    return " ".join([token for token, _ in zip(folded, range(_OPENING), strict=False)])


def _placeholder(token: str, names: set[str]) -> str:
    if token[0].isdigit():
        return _NUMBER
    return _DRUG if not names.isdisjoint({token, *token.split("-")}) else token


def _without_conditions(text: str, conditions: Lexicon) -> str:
    parts, end = [], 0
    for hit in conditions.find(text):
        parts += [text[end : hit.start], _CONDITION]
        end = hit.end
    return "".join([*parts, text[end:]])
