"""CPU seconds of functions, taken where the pipeline calls them."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, ParamSpec, TypeVar

T = TypeVar("T")
P = ParamSpec("P")


class Stopwatch:
    """Adds up the CPU seconds of each name."""

    def __init__(self) -> None:
        self.seconds: defaultdict[str, float] = defaultdict(float)

    def time(self, name: str, work: Callable[P, T], *arguments: P.args, **options: P.kwargs) -> T:
        start = time.process_time()
        try:
            return work(*arguments, **options)
        finally:
            self.seconds[name] += time.process_time() - start

    def timed(self, name: str, work: Callable[P, T]) -> Callable[P, T]:
        """The same function, timed whenever it is called."""

        def measured(*arguments: P.args, **options: P.kwargs) -> T:
            return self.time(name, work, *arguments, **options)

        return measured


@contextmanager
def replaced(owner: Any, replacements: Mapping[str, Any]) -> Iterator[None]:
    """Names of a module or class mean something else until the context is left."""
    before = {name: vars(owner)[name] for name in replacements}
    try:
        for name, value in replacements.items():
            setattr(owner, name, value)
        yield
    finally:
        for name, value in before.items():
            setattr(owner, name, value)
