"""What one reading of a monograph states that another does not. Knows nothing of where the readings come from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from pipeline.comparison.stated import Stated

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


def compare(before: Iterable[Stated], after: Iterable[Stated]) -> tuple[Change, ...]:
    """The changes in the order of their lines.

    Facts that are alike in words and details are the same, wherever else they are stated. Of the others, those with the
    same words are one that changed; so are those of one kind and line of which one's words hold the other's.
    """
    old, new = list(before), list(after)
    _pairs(old, new, lambda one: (one.kind, one.text, *sorted(one.details.items())))
    changed = _pairs(old, new, lambda one: (one.kind, one.text.casefold(), one.line))
    changed += _pairs(old, new, lambda one: (one.kind, one.text.casefold()))
    changed += _overlapping(old, new)
    changes = [Change(*pair) for pair in changed]
    changes += [Change(one, None) for one in old] + [Change(None, one) for one in new]
    return tuple(
        sorted(changes, key=lambda change: (change.fact.line, change.fact.kind, change.fact.text, change.what))
    )


def _place(change: Change) -> tuple[int, str, str, str]:
    return change.fact.line, change.fact.kind, change.fact.text, change.what


def _pairs(old: list[Stated], new: list[Stated], key: Callable[[Stated], Hashable]) -> list[tuple[Stated, Stated]]:
    """Takes those out of both lists that have the same key, in their order."""
    waiting: dict[Hashable, list[Stated]] = defaultdict(list)
    for one in new:
        waiting[key(one)].append(one)
    pairs = [(one, waiting[key(one)].pop(0)) for one in list(old) if waiting[key(one)]]
    _take(old, new, pairs)
    return pairs


def _overlapping(old: list[Stated], new: list[Stated]) -> list[tuple[Stated, Stated]]:
    pairs: list[tuple[Stated, Stated]] = []
    free = list(new)
    for one in old:
        other = next((other for other in free if _overlap(one, other)), None)
        if other is not None:
            free.remove(other)
            pairs.append((one, other))
    _take(old, new, pairs)
    return pairs


def _overlap(one: Stated, other: Stated) -> bool:
    first, second = one.text.casefold(), other.text.casefold()
    return (one.kind, one.line) == (other.kind, other.line) and (first in second or second in first)


def _take(old: list[Stated], new: list[Stated], pairs: list[tuple[Stated, Stated]]) -> None:
    """By identity: two facts may be alike."""
    gone = {id(one) for pair in pairs for one in pair}
    old[:] = [one for one in old if id(one) not in gone]
    new[:] = [one for one in new if id(one) not in gone]
