"""Line numbers by source offset."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LineIndex:
    """Called with an offset it gives the line, counted from 1."""

    starts: tuple[int, ...]

    @classmethod
    def of(cls, text: str) -> LineIndex:
        starts, position = [0], text.find("\n")
        while position >= 0:
            starts.append(position + 1)
            position = text.find("\n", position + 1)
        return cls(tuple(starts))

    def __call__(self, offset: int) -> int:
        return bisect_right(self.starts, offset)
