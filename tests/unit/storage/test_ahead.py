from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from pipeline.storage.ahead import ahead


def test_results_come_in_order_whichever_is_ready_first() -> None:
    second = threading.Event()

    def work(number: int) -> int:
        if number == 0:
            assert second.wait(10)
        if number == 1:
            second.set()
        return number * 10

    assert list(ahead(work, range(5), 2)) == [0, 10, 20, 30, 40]


def test_no_more_is_asked_for_than_is_under_way() -> None:
    asked: list[int] = []

    def items() -> Iterator[int]:
        for number in range(100):
            asked.append(number)
            yield number

    results = ahead(str, items(), 4)
    assert next(results) == "0"
    assert len(asked) == 4
    results.close()  # type: ignore[attr-defined]
    assert len(asked) == 4


def test_a_fault_is_raised_in_its_turn() -> None:
    results = ahead(lambda number: 1 // number, [1, 0, 1], 2)
    assert next(results) == 1
    with pytest.raises(ZeroDivisionError):
        next(results)
