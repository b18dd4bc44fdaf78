"""Directed graphs that are given by their steps: their loops, and the shortest way between nodes."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import TypeVar

N = TypeVar("N")
Steps = Callable[[N], Collection[N]]


def loops(starts: Iterable[N], steps: Steps[N]) -> Iterator[frozenset[N]]:
    """The strongly connected components that can be reached from the starts and have a loop (Tarjan, 1972)."""
    order: dict[N, int] = {}
    low: dict[N, int] = {}
    waiting: dict[N, None] = {}
    for start in starts:
        work = [] if start in order else [_entered(start, order, low, waiting, steps)]
        while work:
            node, coming = work[-1]
            other = next((other for other in coming if other not in order or other in waiting), None)
            if other is None:
                work.pop()
                if low[node] == order[node]:
                    yield from _loop(node, waiting, steps)
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
            elif other in order:
                low[node] = min(low[node], order[other])
            else:
                work.append(_entered(other, order, low, waiting, steps))


def _entered(
    node: N, order: dict[N, int], low: dict[N, int], waiting: dict[N, None], steps: Steps[N]
) -> tuple[N, Iterator[N]]:
    order[node] = low[node] = len(order)
    waiting[node] = None
    return node, iter(steps(node))


def _loop(root: N, waiting: dict[N, None], steps: Steps[N]) -> Iterator[frozenset[N]]:
    """The component whose first node is the root: all that waits since then."""
    component: set[N] = set()
    while root not in component:
        component.add(waiting.popitem()[0])
    if len(component) > 1 or root in steps(root):
        yield frozenset(component)


def way(start: N, ends: Collection[N], steps: Steps[N]) -> tuple[N, ...]:
    """The nodes of a shortest way from the start, which is left out, to one of the ends; () where there is none."""
    seen: set[N] = set()
    ways: deque[tuple[N, ...]] = deque((other,) for other in steps(start))
    while ways:
        so_far = ways.popleft()
        if so_far[-1] in ends:
            return so_far
        if so_far[-1] not in seen:
            seen.add(so_far[-1])
            ways.extend((*so_far, other) for other in steps(so_far[-1]))
    return ()
