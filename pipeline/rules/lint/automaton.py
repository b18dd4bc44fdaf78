"""A regular expression as an automaton whose states are its letters (Glushkov, 1961).

Every way to go from one letter to the next is counted: `(?:a+)+` goes from a to a in two ways. Built from the syntax
tree of Python's own parser, so that no part of the syntax is read otherwise than it is run. Word edges and what looks
ahead or behind are left out: what the automaton accepts may be more than what the expression matches. What never gives
back what it took (`a++`) has one way only, and counts as if it were not repeated.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import reduce

# The parser is the standard library's own, though its names are not promised: tests compare with `re` itself.
from re import _constants as op
from re import _parser as parser
from typing import Any

# One letter of each sort that patterns tell apart; capitals are folded.
ALPHABET = frozenset(map(chr, range(128))) - frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ") | frozenset("é–µ°\u00a0")

_CATEGORIES: Mapping[Any, Callable[[str], bool]] = {
    op.CATEGORY_DIGIT: str.isdigit,
    op.CATEGORY_SPACE: str.isspace,
    op.CATEGORY_WORD: lambda letter: letter.isalnum() or letter == "_",
    op.CATEGORY_NOT_DIGIT: lambda letter: not letter.isdigit(),
    op.CATEGORY_NOT_SPACE: lambda letter: not letter.isspace(),
    op.CATEGORY_NOT_WORD: lambda letter: not (letter.isalnum() or letter == "_"),
}
_REPEATS = (op.MAX_REPEAT, op.MIN_REPEAT)


@dataclass(slots=True)
class Automaton:
    """`letters` of each state, and in how many ways each state follows another; `first` and `last` as well."""

    letters: list[frozenset[str]] = field(default_factory=list)
    follow: list[Counter[int]] = field(default_factory=list)
    first: Counter[int] = field(default_factory=Counter)
    last: Counter[int] = field(default_factory=Counter)
    is_nullable: bool = False


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of the expression: the states it may begin and end with, and in how many ways it may be empty."""

    first: Counter[int]
    last: Counter[int]
    empty: int


_NOTHING = _Part(Counter(), Counter(), 1)


def automaton(source: str) -> Automaton:
    """Raises re.error where the source is no regular expression."""
    builder = _Builder()
    whole = builder.sequence(parser.parse(source, re.IGNORECASE))
    builder.made.first, builder.made.last, builder.made.is_nullable = whole.first, whole.last, bool(whole.empty)
    return builder.made


class _Builder:
    def __init__(self) -> None:
        self.made = Automaton()

    def sequence(self, nodes: Iterable[Any]) -> _Part:
        return reduce(self._then, (self._part(code, value) for code, value in nodes), _NOTHING)

    def _part(self, code: Any, value: Any) -> _Part:
        if code is op.BRANCH:
            return self._choice(map(self.sequence, value[1]))
        if code in (op.SUBPATTERN, op.ATOMIC_GROUP):
            return self.sequence(value[3] if code is op.SUBPATTERN else value)
        if code in (op.ASSERT, op.ASSERT_NOT):
            self.sequence(value[1])  # its loops count, though nothing leads to them
            return _NOTHING
        if code is op.POSSESSIVE_REPEAT:
            return self._optional(self.sequence(value[2]), value[0])
        if code in _REPEATS:
            return self._repeat(*value)
        letters = _letters(code, value)
        return _NOTHING if letters is None else self._state(letters)

    def _state(self, letters: frozenset[str]) -> _Part:
        state = len(self.made.letters)
        self.made.letters.append(letters)
        self.made.follow.append(Counter())
        return _Part(Counter({state: 1}), Counter({state: 1}), 0)

    def _choice(self, parts: Iterable[_Part]) -> _Part:
        parts = list(parts)
        first = sum((part.first for part in parts), Counter[int]())
        return _Part(first, sum((part.last for part in parts), Counter[int]()), sum(part.empty for part in parts))

    def _then(self, part: _Part, other: _Part) -> _Part:
        self._link(part, other)
        first = part.first + _times(other.first, part.empty)
        return _Part(first, other.last + _times(part.last, other.empty), min(part.empty * other.empty, 2))

    def _repeat(self, low: int, high: int, nodes: Any) -> _Part:
        """More than two of a kind tell no more about it than two do."""
        inner = self.sequence(nodes)
        if high is op.MAXREPEAT:
            self._link(inner, inner)
        elif high > 1:
            again = self.sequence(nodes)
            inner = self._then(inner, _Part(again.first, again.last, 1) if low < high else again)
        return self._optional(inner, low)

    @staticmethod
    def _optional(part: _Part, low: int) -> _Part:
        return _Part(part.first, part.last, 1) if low == 0 else part

    def _link(self, part: _Part, other: _Part) -> None:
        for state, ways in part.last.items():
            self.made.follow[state].update(_times(other.first, ways))


def _times(states: Counter[int], ways: int) -> Counter[int]:
    return Counter({state: min(count * ways, 2) for state, count in states.items()} if ways else {})


def _letters(code: Any, value: Any) -> frozenset[str] | None:
    """The letters that a single step takes; None for what takes none (edges, looking ahead or behind)."""
    if code is op.LITERAL:
        return frozenset(chr(value).lower())
    if code is op.NOT_LITERAL:
        return ALPHABET - {chr(value).lower()}
    if code is op.ANY or code is op.GROUPREF:
        return ALPHABET
    if code is op.IN:
        listed = frozenset[str]().union(*(_members(*item) for item in value if item[0] is not op.NEGATE))
        return ALPHABET - listed if value[0][0] is op.NEGATE else listed
    return None


def _members(code: Any, value: Any) -> frozenset[str]:
    if code is op.RANGE:
        low, high = value
        return frozenset(chr(point).lower() for point in range(low, min(high, low + 0x300) + 1))
    if code is op.CATEGORY:
        return frozenset(filter(_CATEGORIES[value], ALPHABET))
    return frozenset(chr(value).lower())
