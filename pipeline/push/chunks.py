"""Cuts what is to be sent into requests that the server takes and that refer only to what is already there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.push.change import Change

# Resources that refer to one another in a circle: they go in one request or not at all.
Group = tuple[Change, ...]
Chunk = tuple[Group, ...]


class Limit:
    """The most entries of a request: what the user allows, and less where the server turns out to take less."""

    def __init__(self, entries: int) -> None:
        self.entries = entries
        self.is_learned = False

    def lower(self, entries: int) -> None:
        """Learns from a request of that many entries that was taken where a larger one was not."""
        if entries < self.entries:
            self.entries = max(1, entries)
            self.is_learned = True


def chunks(groups: Sequence[Group], limit: Limit, *, apart: bool = False) -> Iterator[Chunk]:
    """Runs of groups, in their order, of at most as many changes as the limit is when each is asked for.

    A group that is larger makes a chunk of its own. `apart`: no group stands in a chunk with one that it refers to, as
    the entries of a batch may not depend on one another.
    """
    start = 0
    while start < len(groups):
        end, inside = start, set[str]()
        while end < len(groups) and _fits(groups[end], inside, limit.entries, apart=apart):
            inside |= {change.reference for change in groups[end]}
            end += 1
        yield tuple(groups[start:end])
        start = end


def _fits(group: Group, inside: set[str], entries: int, *, apart: bool) -> bool:
    if not inside:
        return True
    return len(inside) + len(group) <= entries and not (apart and any(change.references & inside for change in group))


def halves(chunk: Chunk) -> tuple[Chunk, Chunk]:
    """The first half refers to nothing of the second, as the groups stand in dependency order."""
    middle = (len(chunk) + 1) // 2
    return chunk[:middle], chunk[middle:]


def changes_of(chunk: Sequence[Group]) -> tuple[Change, ...]:
    return tuple(change for group in chunk for change in group)
