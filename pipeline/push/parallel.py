"""Several things at a time, but not too many."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import TypeVar

T = TypeVar("T")


async def each(work: Callable[[T], Awaitable[None]], units: Iterable[T], connections: int) -> None:
    """Awaits the work on every unit, so many at a time; a unit is not made before its turn.

    The first exception stops the others and is raised.
    """
    left = iter(units)

    async def worker() -> None:
        for unit in left:
            await work(unit)

    try:
        async with asyncio.TaskGroup() as workers:
            for _ in range(connections):
                workers.create_task(worker())
    except ExceptionGroup as errors:
        raise errors.exceptions[0] from None
