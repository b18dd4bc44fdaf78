"""Places of the source that overlap."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from pipeline.extract.spans import joined, overlaps
from pipeline.model.document import Span

SPANS = st.builds(lambda start, length: Span(start, start + length), st.integers(0, 30), st.integers(1, 8))


@given(spans=st.lists(SPANS), place=SPANS)
def test_a_place_overlaps_the_joined_spans_where_it_overlaps_one_of_them(spans: list[Span], place: Span) -> None:
    assert overlaps(joined(spans), place) == any(span.overlaps(place) for span in spans)


@given(spans=st.lists(SPANS))
def test_joined_spans_are_in_order_and_apart(spans: list[Span]) -> None:
    result = joined(spans)
    assert all(before.end < after.start for before, after in pairwise(result))
