"""Whether a place of the source lies in any of many."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from operator import attrgetter

from pipeline.model.document import Span


def joined(spans: Iterable[Span]) -> list[Span]:
    """The spans in order, those that touch or overlap made one."""
    result: list[Span] = []
    for span in sorted(spans):
        if result and span.start <= result[-1].end:
            result[-1] = result[-1].join(span)
        else:
            result.append(span)
    return result


def overlaps(places: list[Span], span: Span) -> bool:
    """Whether the span shares a character with one of the joined places."""
    following = bisect_right(places, span.start, key=attrgetter("end"))
    return following < len(places) and places[following].overlaps(span)
