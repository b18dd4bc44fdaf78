"""What a regular expression cannot match without: parts of words, one of which stands in whatever it matches.

Most texts have none of the words that an expression asks for, and to see that takes far less than to run it. An
expression asks for several things, one after the other: each is a clause, a set of needles of which the text holds at
least one. A needle is lower case and stands within one word; a blank at its side is that word's edge: " hour" begins a
word, " hour " is one. Every digit is written as 0. The clauses may ask for less than the expression does, never for
more.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

# The parser is the standard library's own, though its names are not promised: tests compare with `re` itself.
from re import _constants as op
from re import _parser as parser
from sys import intern
from typing import Any

Clause = frozenset[str]
# All spellings of what has been read since the last thing that could be anything.
_Run = frozenset[str]
_Nodes = Sequence[tuple[Any, Any]]

EDGE = " "
ANY_DIGIT = "0"
_ANYTHING: _Run = frozenset({""})
_AT_EDGE: _Run = frozenset({EDGE})
_WORD = re.compile(r"\w")
_DIGIT = re.compile(r"\d")
# Letters that match an "i" without regard to case, though they do not fold to one.
_DOTS = {0x131: "i", 0x307: None}
# So many spellings of one run are told apart; a run with more ends before the part that has them.
_SPELLINGS = 80
_SETS = 5
_REPEATS = (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT)
_LOOKS = (op.ASSERT, op.ASSERT_NOT)
_EDGES = frozenset({op.AT_BEGINNING, op.AT_BEGINNING_STRING, op.AT_BOUNDARY, op.AT_END, op.AT_END_STRING})
_CATEGORIES = {op.CATEGORY_SPACE: EDGE, op.CATEGORY_NOT_WORD: EDGE, op.CATEGORY_DIGIT: ANY_DIGIT}


@dataclass(frozen=True, slots=True)
class Asked:
    """What an expression asks for. `begins` has the beginnings of the words at which alone it can match, if it is known
    to match at words only."""

    clauses: tuple[Clause, ...] = ()
    begins: Clause | None = None


def fold(word: str) -> str:
    """A word as needles are written: letters that match without regard to case are the same, and so are all digits."""
    return intern(_DIGIT.sub(ANY_DIGIT, word.casefold().translate(_DOTS)))


def asked_by(source: str) -> Asked:
    """What a regular expression asks for that is matched without regard to case.

    Raises re.error where the source is no regular expression.
    """
    nodes = list(parser.parse(source, re.IGNORECASE))
    reader = _read(nodes)
    reader.close()
    return Asked(tuple(dict.fromkeys(reader.clauses)), reader.begins if _begins_with_letter(nodes) else None)


class _Reader:
    """Goes through an expression from left to right."""

    def __init__(self, run: _Run = _ANYTHING) -> None:
        self.run = run
        self.clauses: list[Clause] = []
        self.begins: Clause | None = None
        self._is_open = True

    def sequence(self, nodes: _Nodes) -> None:
        for code, value in nodes:
            self._part(code, value)

    def close(self) -> None:
        """What has been read becomes a clause; what follows may be anything."""
        if self._is_open:
            self.begins, self._is_open = _beginnings(self.run), False
        needles = frozenset(_most_telling(spelling) for spelling in self.run)
        if all(map(_is_telling, needles)):
            self.clauses.append(needles)
        self.run = _ANYTHING

    def _part(self, code: Any, value: Any) -> None:
        if code is op.SUBPATTERN:
            self.sequence(value[3])
        elif code is op.ATOMIC_GROUP:
            self.sequence(value)
        elif code is op.BRANCH:
            self._choice(value[1])
        elif code in _REPEATS:
            self._repeat(*value)
        elif code in _LOOKS:
            self._look(code, *value)
        elif code is op.AT and value in _EDGES:
            self._edge()
        else:
            self._letter(_letters(code, value))

    def _letter(self, letters: Sequence[str] | None) -> None:
        if letters is None:
            self.close()
        elif not any(map(_WORD.match, letters)):
            self._edge()
        else:
            self._spell(frozenset(fold(letter) if _WORD.match(letter) else EDGE for letter in letters))

    def _edge(self) -> None:
        self.run = frozenset(spelling if spelling.endswith(EDGE) else spelling + EDGE for spelling in self.run)

    def _spell(self, endings: Iterable[str]) -> None:
        """What was read goes on in one of these ways."""
        spellings = frozenset(_joined(spelling, ending) for spelling in self.run for ending in endings)
        if len(spellings) > _SPELLINGS:
            self.close()
            spellings = frozenset(endings)
        self.run = spellings

    def _choice(self, branches: Iterable[_Nodes]) -> None:
        is_beginning = self._is_open and self.run in (_ANYTHING, _AT_EDGE)
        read = [_read(branch, self.run if is_beginning else _ANYTHING) for branch in branches]
        if all(branch.is_spelled for branch in read):
            self._spell({spelling for branch in read for spelling in branch.run})
            return
        for branch in read:
            branch.close()
        self.close()
        begins = [branch.begins or frozenset[str]() for branch in read]
        if is_beginning and all(begins):
            self.begins = frozenset[str]().union(*begins)
        if all(branch.clauses for branch in read):
            self.clauses.append(frozenset[str]().union(*(_best(branch.clauses) for branch in read)))

    @property
    def is_spelled(self) -> bool:
        """Whether the run says all that has been read."""
        return self._is_open and self.run != _ANYTHING

    def _repeat(self, least: int, most: Any, item: _Nodes) -> None:
        read = _read(item)
        if read.is_spelled and read.run == _AT_EDGE and least:
            self._edge()
        elif read.is_spelled and least == most == 1:
            self._spell(read.run)
        elif read.is_spelled and (least, most) == (0, 1):
            self._spell({*read.run, ""})
        else:
            self.close()
            read.close()
            if least:
                self.clauses += read.clauses

    def _look(self, code: Any, direction: int, item: Any) -> None:
        """What must follow is asked for too. What stands before may lie outside of the text that is searched."""
        if code is op.ASSERT and direction > 0:
            ahead = _read(item)
            ahead.close()
            self.clauses += ahead.clauses
        elif code is op.ASSERT_NOT and _is_letter_or_more(item):
            self._edge()


def _read(nodes: _Nodes, run: _Run = _ANYTHING) -> _Reader:
    reader = _Reader(run)
    reader.sequence(nodes)
    return reader


def _begins_with_letter(nodes: _Nodes) -> bool:
    """Whether the first thing that is taken is a letter or digit, whichever way the expression goes."""
    for code, value in nodes:
        if code is op.AT or code in _LOOKS:
            continue
        if code is op.BRANCH:
            return all(map(_begins_with_letter, value[1]))
        if code is op.SUBPATTERN:
            return _begins_with_letter(value[3])
        if code not in _REPEATS:
            return all(map(_WORD.match, _letters(code, value) or [EDGE]))
        if not _begins_with_letter(value[2]):
            return False
        if value[0]:
            return True
    return False


def _is_letter_or_more(nodes: _Nodes) -> bool:
    return len(nodes) == 1 and nodes[0][0] is op.IN and (op.CATEGORY, op.CATEGORY_WORD) in nodes[0][1]


def _letters(code: Any, value: Any) -> Sequence[str] | None:
    """The few letters that may stand here, a blank for whatever parts words; None for too many."""
    if code is op.LITERAL:
        return [chr(value)]
    if code is not op.IN or len(value) > _SETS:
        return None
    letters = []
    for kind, what in value:
        if kind is op.LITERAL:
            letters.append(chr(what))
        elif kind is op.CATEGORY and what in _CATEGORIES:
            letters.append(_CATEGORIES[what])
        else:
            return None
    return letters


def _joined(spelling: str, ending: str) -> str:
    return spelling + (ending.removeprefix(EDGE) if spelling.endswith(EDGE) else ending)


def _most_telling(spelling: str) -> str:
    """The longest word of a spelling, with the edges that it is known to have."""
    pieces = spelling.split(EDGE)
    last = len(pieces) - 1
    marked = [f"{EDGE if place else ''}{piece}{EDGE if place < last else ''}" for place, piece in enumerate(pieces)]
    return max(marked, key=lambda needle: (_is_telling(needle), len(needle.strip())))


def _beginnings(run: _Run) -> Clause | None:
    """The first words of what a run spells, or their beginnings; None where it may begin within a word."""
    words = [spelling.split(EDGE)[1:] for spelling in run if spelling.startswith(EDGE)]
    if len(words) < len(run) or not all(word[0] for word in words):
        return None
    return frozenset(f"{EDGE}{word[0]}{EDGE if len(word) > 1 else ''}" for word in words)


def _is_telling(needle: str) -> bool:
    """Whether a needle says enough: two letters, a digit or another rare sign, or a whole word."""
    word = needle.strip()
    if len(word) != 1:
        return word != ""
    return not word.isascii() or word == ANY_DIGIT or needle == f"{EDGE}{word}{EDGE}"


def _best(clauses: Iterable[Clause]) -> Clause:
    """The clause that the fewest texts meet: its shortest needle is the longest."""
    return max(clauses, key=lambda clause: (min(map(len, clause)), -len(clause)))
