"""Chunks of monographs that others convert; the outcomes come in input order and in bounded memory."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Protocol

from pipeline.batch.errand import outcome_of
from pipeline.model.outcome import Outcome
from pipeline.problems import Location, Problem
from pipeline.read import Input

Chunk = tuple[Input, ...]


class WorkerLostError(Exception):
    """The process that had a chunk is gone; says how, as far as anyone knows."""


class Handed(Protocol):
    """A chunk that was handed out."""

    def result(self) -> list[bytes]:
        """Waits for its outcomes. Raises WorkerLostError, and what the work raises."""

    def wait(self) -> None:
        """Until it is done, whatever became of it."""


class Crew(Protocol):
    """Processes that convert chunks, whatever holds them together."""

    def hand_out(self, chunk: Chunk) -> Handed: ...

    def ahead(self) -> int:
        """So many chunks are worth being handed out at any time."""


def in_order(inputs: Sequence[Input], crew: Crew, size: int) -> Iterator[Outcome]:
    """The outcome of each input, `size` inputs to a chunk.

    When a process dies, the monographs that it had are converted again one by one, while no other work is going on:
    the one over which a process dies again is the culprit, costs itself alone (`worker-died`) and is named.
    """
    waiting: deque[tuple[Chunk, Handed]] = deque()
    chunks = (tuple(inputs[start : start + size]) for start in range(0, len(inputs), size))
    coming = ((chunk, crew.hand_out(chunk)) for chunk in chunks)
    waiting.extend(islice(coming, crew.ahead()))
    while waiting:
        chunk, handed = waiting.popleft()
        yield from _outcomes(chunk, handed, crew, waiting)
        waiting.extend(islice(coming, max(0, crew.ahead() - len(waiting))))


def _outcomes(chunk: Chunk, handed: Handed, crew: Crew, others: Iterable[tuple[Chunk, Handed]]) -> Iterator[Outcome]:
    try:
        found = handed.result()
    except WorkerLostError:
        for _, other in others:
            other.wait()
        yield from (_alone(item, crew) for item in chunk)
        return
    yield from map(outcome_of, found)


def _alone(item: Input, crew: Crew) -> Outcome:
    try:
        return outcome_of(crew.hand_out((item,)).result()[0])
    except WorkerLostError as loss:
        problem = Problem("worker-died", "error", str(loss), Location(item.path))
        return Outcome(item.path, item.shown, (problem,))
