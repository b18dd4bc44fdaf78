"""Tells by the words of a text which of many expressions it can match at all, and where."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from pipeline.rules.needles import EDGE, Clause, fold

_WORD = re.compile(r"\w+")
# The texts of a field use most of their words again and again, and each text is searched for many things.
_WORDS, _TEXTS = 30_000, 2_000
# Parts of words are looked up by their first letters.
_BEGINNING = 4
_NONE: Mapping[str, int] = {}


@dataclass(frozen=True, slots=True)
class Sifted:
    """The clauses that a text meets, as bits, and those that each of its words meets, with the word's offset."""

    met: int
    words: tuple[tuple[int, int], ...]


class Sieve:
    """Numbers the clauses of all expressions (`needles.asked_by`), and says of a text which it meets."""

    def __init__(self) -> None:
        self._bits: dict[Clause, int] = {}
        self._forget()

    def __getstate__(self) -> dict[Clause, int]:
        return self._bits

    def __setstate__(self, bits: dict[Clause, int]) -> None:
        self._bits = bits
        self._forget()

    def bit(self, clause: Clause) -> int:
        """The bit of a clause; every text is read anew where the clause is new."""
        if clause not in self._bits:
            self._bits[clause] = 1 << len(self._bits)
            self._forget()
        return self._bits[clause]

    def _forget(self) -> None:
        self._marks: _Marks | None = None
        self.sift = lru_cache(_TEXTS)(self._sift)

    def _sift(self, text: str) -> Sifted:
        if self._marks is None:
            self._marks = _Marks(self._bits)
        met, words = 0, []
        for match in _WORD.finditer(text):
            mark = self._marks[match.group()]
            met |= mark
            words.append((match.start(), mark))
        return Sifted(met, tuple(words))


class _Marks(dict[str, int]):
    """The clauses that each word meets; worked out when a word is met for the first time."""

    def __init__(self, bits: Mapping[Clause, int]) -> None:
        super().__init__()
        self._words: defaultdict[str, int] = defaultdict(int)
        self._parts: defaultdict[str, defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
        for clause, bit in bits.items():
            for needle in clause:
                is_word = needle.startswith(EDGE) and needle.endswith(EDGE)
                group = self._words if is_word else self._parts[needle[:_BEGINNING]]
                group[needle] |= bit

    def __missing__(self, word: str) -> int:
        edged = f"{EDGE}{fold(word)}{EDGE}"
        met = self._words.get(edged, 0)
        for place in range(len(edged)):
            for size in range(1, _BEGINNING + 1):
                for needle, bit in self._parts.get(edged[place : place + size], _NONE).items():
                    if edged.startswith(needle, place):
                        met |= bit
        if len(self) >= _WORDS:
            self.clear()
        self[word] = met
        return met
