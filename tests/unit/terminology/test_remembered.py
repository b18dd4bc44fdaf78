from __future__ import annotations

import pytest

from pipeline.terminology import remembered
from pipeline.terminology.coder import Coder
from pipeline.terminology.remembered import Remembered


def test_what_is_remembered_does_not_grow_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembered, "ENOUGH", 3)
    known: Remembered[int, int] = Remembered()
    sizes = []
    for number in range(7):
        known[number] = number
        assert known[number] == number
        sizes.append(len(known))
    assert sizes == [1, 2, 3, 1, 2, 3, 1]


def test_a_coder_says_the_same_when_it_has_begun_anew(codes: Coder, monkeypatch: pytest.MonkeyPatch) -> None:
    said = [codes.code(text, "condition") for text in ("asthma", "angina", "high blood pressure")]
    monkeypatch.setattr(remembered, "ENOUGH", 1)
    assert [codes.code(text, "condition") for text in ("asthma", "angina", "high blood pressure")] == said
