"""What one reading of a monograph states that another does not. Knows nothing of where the readings come from."""

from __future__ import annotations

import re
from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import Literal

from pipeline.comparison.stated import Stated
from pipeline.problems import Problem

# A fact that was worded anew is looked for among so many that hang on the same thing: time stays linear.
_LOOKED_AT = 32
_WORD = re.compile(r"[^\W_]+")

What = Literal["added", "removed", "changed"]


@dataclass(frozen=True, slots=True)
class Change:
    """A fact that only one of the two readings has, or that both have otherwise. `before` or `after` is None there."""

    before: Stated | None
    after: Stated | None

    @property
    def what(self) -> What:
        if self.before is None:
            return "added"
        return "removed" if self.after is None else "changed"

    @property
    def fact(self) -> Stated:
        """The fact as it is now, or was."""
        fact = self.after or self.before
        assert fact is not None
        return fact

    def differences(self) -> Iterator[tuple[str, str, str]]:
        """Of a fact that changed: each field with what it was and what it is; "" where it is not set."""
        if self.before is None or self.after is None:
            return
        if self.before.text != self.after.text:
            yield "text", self.before.text, self.after.text
        old, new = self.before.details, self.after.details
        for name in dict.fromkeys((*old, *new)):
            if old.get(name, "") != new.get(name, ""):
                yield name, old.get(name, ""), new.get(name, "")


@dataclass(frozen=True, slots=True)
class Compared:
    """One monograph: how many facts each reading has, and what differs. `problems` say why it could not be read."""

    path: str
    before: int = 0
    after: int = 0
    changes: tuple[Change, ...] = ()
    problems: tuple[Problem, ...] = ()

    @classmethod
    def of(cls, path: str, before: Sequence[Stated], after: Sequence[Stated]) -> Compared:
        return cls(path, len(before), len(after), compare(before, after))


def compare(before: Iterable[Stated], after: Iterable[Stated]) -> tuple[Change, ...]:
    """The changes in the order of their lines.

    Facts that are alike in words and details are the same, wherever else they are stated. Of the others, those with the
    same words are one that changed; so are those of one kind and anchor that say much the same.
    """
    old, new = list(before), list(after)
    _pairs(old, new, lambda one: (one.kind, one.text, *sorted(one.details.items())))
    changed = _pairs(old, new, lambda one: (one.kind, one.text.casefold(), one.anchor))
    changed += _pairs(old, new, lambda one: (one.kind, one.text.casefold()))
    changed += _similar_pairs(old, new)
    changes = [Change(*pair) for pair in changed]
    changes += [Change(one, None) for one in old] + [Change(None, one) for one in new]
    return tuple(sorted(changes, key=_place))


def _place(change: Change) -> tuple[int, str, str, str]:
    return change.fact.line, change.fact.kind, change.fact.text, change.what


def _pairs(old: list[Stated], new: list[Stated], key: Callable[[Stated], Hashable]) -> list[tuple[Stated, Stated]]:
    """Takes those out of both lists that have the same key, in their order."""
    waiting = _grouped(new, key)
    pairs = [(one, waiting[key(one)].popleft()) for one in old if waiting[key(one)]]
    _take(old, new, pairs)
    return pairs


def _similar_pairs(old: list[Stated], new: list[Stated]) -> list[tuple[Stated, Stated]]:
    """Takes those out of both lists that hang on the same thing and say much the same."""
    waiting = _grouped(new, _anchor)
    words = {id(one): _words(one) for one in (*old, *new)}
    pairs: list[tuple[Stated, Stated]] = []

    def likeness(one: Stated, other: Stated) -> float:
        """From 0 to 1; at least a half where the words of one fact hold the other's."""
        first, second = words[id(one)], words[id(other)]
        shared = len(first & second) / (len(first | second) or 1)
        text, another = one.text.casefold(), other.text.casefold()
        return (1 + shared) / 2 if text in another or another in text else shared

    for one in old:
        free = waiting[_anchor(one)]
        other = max(islice(free, _LOOKED_AT), key=partial(likeness, one), default=None)
        if other is not None and likeness(one, other) >= 0.5:
            free.remove(other)
            pairs.append((one, other))
    _take(old, new, pairs)
    return pairs


def _anchor(one: Stated) -> Hashable:
    return one.kind, one.anchor


def _words(one: Stated) -> frozenset[str]:
    return frozenset(_WORD.findall(" ".join((one.text, *one.details.values())).casefold()))


def _grouped(facts: Iterable[Stated], key: Callable[[Stated], Hashable]) -> defaultdict[Hashable, deque[Stated]]:
    groups: defaultdict[Hashable, deque[Stated]] = defaultdict(deque)
    for one in facts:
        groups[key(one)].append(one)
    return groups


def _take(old: list[Stated], new: list[Stated], pairs: list[tuple[Stated, Stated]]) -> None:
    """By identity: two facts may be alike."""
    gone = {id(one) for pair in pairs for one in pair}
    old[:] = [one for one in old if id(one) not in gone]
    new[:] = [one for one in new if id(one) not in gone]
