"""What was worked out once, kept for the next time it is asked for: not without end, since a run may be."""

from __future__ import annotations

from typing import TypeVar

K = TypeVar("K")
V = TypeVar("V")

# A hundred monographs have some 1,600 phrases and 1,500 words.
ENOUGH = 50_000


class Remembered(dict[K, V]):
    """A dict that begins anew when it is full: asking it costs no more than asking any dict."""

    def __setitem__(self, key: K, value: V) -> None:
        if len(self) >= ENOUGH:
            self.clear()
        super().__setitem__(key, value)
