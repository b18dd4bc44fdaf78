"""Many expressions that are searched as if they were alternatives of one, though only those that can match are run."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from operator import or_

from pipeline.rules.alternation import words_pattern
from pipeline.rules.needles import EDGE, Asked, Clause, asked_by, fold
from pipeline.rules.sieve import Sieve, Sifted

# The index of an expression, and what it matches.
Found = tuple[int, re.Match[str]]

_WORD = re.compile(r"\w+")
_REMEMBERED = 1_000


@dataclass(frozen=True)
class Alternative:
    """A regular expression without regard to case; a text can match it that meets all of `asks`.

    `begins` is the bit of the words at which alone it can match, 0 where it may match anywhere.
    """

    source: str
    asks: int
    begins: int

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Compiled when it is first asked for: a run needs few of them."""
        return re.compile(self.source, re.IGNORECASE)

    def __getstate__(self) -> dict[str, object]:
        return {"source": self.source, "asks": self.asks, "begins": self.begins}


class Alternatives:
    """Expressions in their order. What is found is a match with the index of its expression: the leftmost, and of
    several that begin at one place the first, as `re` does it with `a|b`."""

    def __init__(self, expressions: Sequence[Alternative], sieve: Sieve) -> None:
        self._expressions = expressions
        self._sieve = sieve
        self._asked = reduce(or_, (expression.asks for expression in expressions), 0)
        self._known: dict[int, tuple[int, ...]] = {}

    def __reduce__(self) -> tuple[type[Alternatives], tuple[object, ...]]:
        return Alternatives, (self._expressions, self._sieve)

    def find(self, text: str, start: int, end: int) -> Iterator[Found]:
        """All that is found in text[start:end], left to right, without overlaps."""
        sifted = self._sieve.sift(text[start:end])
        possible = self._possible(sifted)
        if not possible:
            return iter(())
        chosen = [(index, self._expressions[index]) for index in possible]
        anchored = [(index, each.begins, each.pattern) for index, each in chosen if each.begins]
        loose = [(index, each.pattern) for index, each in chosen if not each.begins]
        places = _Places(text, start, end, sifted, anchored)
        return places.merged(loose) if loose else places.found(start)

    def possible(self, text: str) -> Iterator[tuple[int, re.Pattern[str]]]:
        """The expressions that may match somewhere in the text, in their order."""
        return ((index, self._expressions[index].pattern) for index in self._possible(self._sieve.sift(text)))

    def _possible(self, sifted: Sifted) -> tuple[int, ...]:
        met = sifted.met & self._asked
        known = self._known.get(met)
        if known is None:
            known = tuple(index for index, each in enumerate(self._expressions) if met & each.asks == each.asks)
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            self._known[met] = known
        return known


@dataclass(frozen=True, slots=True)
class _Places:
    """A text and the expressions that can match at some of its words only."""

    text: str
    start: int
    end: int
    sifted: Sifted
    anchored: Sequence[tuple[int, int, re.Pattern[str]]]

    def found(self, goes_on: int) -> Iterator[Found]:
        """What is found from an offset on, without overlaps."""
        for offset, mark in self.sifted.words:
            place = self.start + offset
            if place < goes_on:
                continue
            for index, begins, pattern in self.anchored:
                if mark & begins and (match := pattern.match(self.text, place, self.end)):
                    yield index, match
                    goes_on = match.end()
                    break

    def merged(self, loose: Sequence[tuple[int, re.Pattern[str]]]) -> Iterator[Found]:
        """What is found at words or, by other expressions, anywhere."""
        ahead = [self._first(self.start), *(_searched(each, self.text, self.start, self.end) for each in loose)]
        while places := [(found[1].start(), found[0], order) for order, found in enumerate(ahead) if found]:
            found = ahead[min(places)[-1]]
            assert found is not None
            yield found
            goes_on = max(found[1].end(), found[1].start() + 1)
            if goes_on > self.end:
                return
            for order, other in enumerate(ahead):
                if other and other[1].start() < goes_on:
                    ahead[order] = (
                        _searched(loose[order - 1], self.text, goes_on, self.end) if order else self._first(goes_on)
                    )

    def _first(self, goes_on: int) -> Found | None:
        return next(self.found(goes_on), None)


def _searched(loose: tuple[int, re.Pattern[str]], text: str, start: int, end: int) -> Found | None:
    index, pattern = loose
    match = pattern.search(text, start, end)
    return (index, match) if match else None


def alternatives(patterns: Iterable[str], words: Sequence[str], sieve: Sieve) -> Alternatives:
    """The patterns, and after them one expression for the words.

    Raises re.error where one of the patterns is no regular expression.
    """
    expressions = [_expression(pattern, asked_by(pattern), sieve) for pattern in patterns]
    for expression in expressions:
        re.compile(expression.source)  # some faults show only here
    if words:
        expressions.append(_expression(words_pattern(words), _asked_by_words(words), sieve))
    return Alternatives(tuple(expressions), sieve)


def _expression(source: str, asked: Asked, sieve: Sieve) -> Alternative:
    asks = reduce(or_, map(sieve.bit, asked.clauses), 0)
    return Alternative(source, asks, sieve.bit(asked.begins) if asked.begins else 0)


def _asked_by_words(words: Iterable[str]) -> Asked:
    """Words are found on word edges: each asks for its first word."""
    firsts = [_WORD.search(word) for word in words]
    clause: Clause = frozenset(f"{EDGE}{fold(first.group())}{EDGE}" for first in firsts if first)
    begins = clause if all(first and first.start() == 0 for first in firsts) else None
    return Asked((clause,) if all(firsts) else (), begins)
