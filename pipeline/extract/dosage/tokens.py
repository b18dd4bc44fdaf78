"""Tokens of a dosage instruction and the phrases that the grammar makes of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal, NamedTuple

from pipeline.model.dosage import Amount, Maximum, Timing
from pipeline.rules.lexicon import Term

Kind = Literal[
    "dose",
    "daily",
    "rate",
    "timing",
    "per-period",
    "divided",
    "bounds",
    "duration",
    "maximum",
    "route",
    "site",
    "method",
    "as-needed",
    "role",
    "then",
    "titration",
    "connector",
    "open",
    "close",
    "instruction",
    "step",
    "other",
    "negative",
    "unclear",
    "unsettled",
    "contrast",
]


class Token(NamedTuple):
    """A word, number or mark; `senses` has the lexicon terms that it may be, by the part they play."""

    text: str
    start: int
    end: int
    senses: Mapping[str, Term]
    value: Decimal | None = None
    glued: bool = False
    depth: int = 0

    @property
    def is_word(self) -> bool:
        return self.text[:1].isalpha()


END = Token("", -1, -1, {})
UNTIMED = Timing()


class Tokens:
    """The tokens of one sentence; reading past the end gives END.

    `senses` are those of all its tokens: a reader that needs one of them is done at once where it is missing.
    `ranges` remembers the ranges that were read, by index and joining words: several readers ask for the same.
    """

    __slots__ = ("_items", "ranges", "senses", "size")

    def __init__(self, items: Sequence[Token]) -> None:
        self._items = items
        self.size = len(items)
        self.senses = frozenset(sense for token in items for sense in token.senses)
        self.ranges: dict[tuple[int, tuple[str, ...]], Any] = {}

    def __getitem__(self, index: int) -> Token:
        return self._items[index] if 0 <= index < self.size else END

    def __iter__(self) -> Iterator[Token]:
        return iter(self._items)

    def has(self, index: int, sense: str) -> bool:
        return 0 <= index < self.size and sense in self._items[index].senses

    def text(self, index: int) -> str:
        return self._items[index].text if 0 <= index < self.size else ""

    def skip(self, index: int, sense: str) -> int:
        """The first index from `index` on whose token does not have the sense."""
        while index < self.size and sense in self._items[index].senses:
            index += 1
        return index


@dataclass(frozen=True, slots=True)
class Phrase:
    """A run of tokens `first:last` that the grammar understood, and what it says.

    `amounts` are of a dose, total, rate, bound or duration; `name` is a route, site, method, role, the time unit of
    a rate, the piece whose strength an "other" figure is, or the words of an instruction.

    An "unclear" phrase bears a dose that no reader may settle, an "unsettled" one an alternative of
    which the half is left unsaid: the regimen keeps the words only.
    """

    kind: Kind
    first: int
    last: int
    amounts: tuple[Amount, ...] = ()
    timing: Timing = UNTIMED
    name: str = ""
    names: tuple[str, ...] = ()
    maximum: Maximum | None = None
