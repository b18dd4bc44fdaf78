"""Cuts a dosage instruction into tokens and looks their words up in the lexicons.

A phrase of a lexicon ("as needed") becomes one token: of all phrases that begin at a word the longest wins, and a
token keeps every sense that its words have. A hyphen inside a phrase counts as a blank. Numbers are exact decimals.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from pipeline.extract.dosage.tokens import Token, Tokens
from pipeline.rules.alternation import words_pattern
from pipeline.rules.lexicon import Lexicon, Term

# The lexicon files that the reader knows and the sense of their words; in dosage-cues.yaml the key is the sense.
SENSES = {
    "numbers": "number",
    "units": "unit",
    "time-units": "time",
    "frequencies": "frequency",
    "day-events": "event",
    "weekdays": "weekday",
    "routes": "route",
    "body-sites": "site",
    "administration": "method",
}
CUES = "dosage-cues"
_REMEMBERED = 256
_TIMES = ("once", "twice", "thrice", "every")

_RAW = re.compile(
    r"(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,3}(?:\u0020000)+(?!\d)|\d+(?:\.\d+)?|(?<![\w.])\.\d+)"
    r"|(?P<dotted>(?<![^\W\d_])(?:[A-Za-z]\.)+[A-Za-z]\.?(?![^\W\d_]))"
    r"|(?P<word>[^\W\d_]+(?:['’][^\W\d_]+)*)"
    r"|(?P<mark>>=|<=|\S)"
)
_NO_SENSES: Mapping[str, Term] = {}


class _Raw(NamedTuple):
    fold: str
    start: int
    end: int
    number: bool


def _raw(text: str, start: int = 0, end: int | None = None) -> list[_Raw]:
    found = []
    for match in _RAW.finditer(text, start, len(text) if end is None else end):
        words = match.group().lower()
        if match.lastgroup == "dotted":
            words = words.replace(".", "")
        elif "’" in words:
            words = words.replace("’", "'")
        found.append(_Raw(words, *match.span(), match.lastgroup == "number"))
    return found


def _counting(lexicon: Mapping[str, Lexicon]) -> Iterator[str]:
    """The words without which a text states neither a dose nor a frequency."""
    cues = lexicon[CUES].terms
    for term in (*lexicon["numbers"].terms.values(), *lexicon["frequencies"].terms.values(), *map(cues.get, _TIMES)):
        yield from term.words if term is not None else ()


class Lexer:
    """Reads text into tokens with the words of one set of lexicons.

    `quantity` finds a figure or a word that counts, `allowance` a word for what a diet should hold.
    """

    def __init__(self, lexicon: Mapping[str, Lexicon]) -> None:
        phrases: dict[tuple[str, ...], dict[str, Term]] = {}
        for name in (*SENSES, CUES):
            for term in lexicon[name].terms.values():
                for word in term.words:
                    key = tuple(raw.fold for raw in _raw(word) if raw.fold != "-")
                    phrases.setdefault(key or ("-",), {})[SENSES.get(name, term.key)] = term
        self.quantity = re.compile(rf"\d|{words_pattern(_counting(lexicon))}", re.IGNORECASE)
        self.allowance = re.compile(words_pattern(lexicon[CUES].terms["allowance"].words), re.IGNORECASE)
        self._words = {key[0]: senses for key, senses in phrases.items() if len(key) == 1}
        self._pairs: dict[tuple[str, str], list[tuple[tuple[str, ...], dict[str, Term]]]] = {}
        for key in sorted(phrases, key=len, reverse=True):
            if len(key) > 1:
                self._pairs.setdefault((key[0], key[1]), []).append((key[1:], phrases[key]))
        # Several readers look at the same sentence.
        self._read = lru_cache(_REMEMBERED)(self._tokens)

    def tokens(self, text: str, start: int = 0, end: int | None = None) -> Tokens:
        """The tokens of `text[start:end]`; their offsets are those of `text`."""
        return self._read(text, start, end)

    def _tokens(self, text: str, start: int, end: int | None) -> Tokens:
        raws = _raw(text, start, end)
        tokens: list[Token] = []
        index = depth = 0
        while index < len(raws):
            raw = raws[index]
            if raw.fold in ("(", "["):
                depth += 1
            last, senses = self._longest(raws, index)
            end = raws[last - 1].end
            if "event" in senses and last < len(raws) and raws[last].number and raws[last].start == end:
                senses = _NO_SENSES  # "PCV13" is no hour of the day
            glued = index > 0 and raws[index - 1].end == raw.start
            value = _number(raw.fold) if raw.number and last == index + 1 else _value(senses)
            words = raw.fold if last == index + 1 else " ".join(each.fold for each in raws[index:last])
            tokens.append(Token(words, raw.start, end, senses, value, glued, depth))
            if words in (")", "]"):
                depth = max(0, depth - 1)
            index = last
        return Tokens(tokens)

    def _longest(self, raws: list[_Raw], index: int) -> tuple[int, Mapping[str, Term]]:
        fold, behind = raws[index].fold, index + 1
        if behind < len(raws) and raws[behind].fold == "-":
            behind += 1
        for rest, senses in self._pairs.get((fold, raws[behind].fold), ()) if behind < len(raws) else ():
            last = _follow(raws, index + 1, rest)
            if last:
                return last, senses
        return index + 1, self._words.get(fold, _NO_SENSES)


def _follow(raws: list[_Raw], index: int, rest: tuple[str, ...]) -> int:
    """The index behind the words `rest`, or 0 where they do not follow."""
    for word in rest:
        if index < len(raws) and raws[index].fold == "-" and word != "-":
            index += 1
        if index >= len(raws) or raws[index].fold != word:
            return 0
        index += 1
    return index


def _number(digits: str) -> Decimal:
    return Decimal(digits.replace(",", "").replace(" ", ""))


def _value(senses: Mapping[str, Term]) -> Decimal | None:
    term = senses.get("number")
    return Decimal(term.data["value"]) if term is not None and not term.data.get("multiplies") else None


class _Keyed:
    """A mapping of lexicons that hashes by identity, so that its lexer is built once."""

    __slots__ = ("lexicon",)

    def __init__(self, lexicon: Mapping[str, Lexicon]) -> None:
        self.lexicon = lexicon

    def __hash__(self) -> int:
        return id(self.lexicon)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Keyed) and other.lexicon is self.lexicon


@lru_cache(maxsize=8)
def _lexer(keyed: _Keyed) -> Lexer:
    return Lexer(keyed.lexicon)


def lexer_for(lexicon: Mapping[str, Lexicon]) -> Lexer:
    """The lexer of these lexicons, built at the first call."""
    return _lexer(_Keyed(lexicon))
