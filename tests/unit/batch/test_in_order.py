"""Chunks of monographs and processes that die over them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.batch.in_order import Chunk, WorkerLostError, in_order
from pipeline.model.outcome import Draft, Outcome
from pipeline.read import Input


def items(count: int) -> list[Input]:
    return [Input(Path(f"{number}.md"), f"{number}.md", f"in/{number}.md") for number in range(count)]


@dataclass(slots=True)
class Handed:
    crew: Crew
    chunk: Chunk
    waited: bool = False

    def result(self) -> list[bytes]:
        self.waited = True
        if self.crew.deadly.intersection(item.path for item in self.chunk):
            raise WorkerLostError("it died")
        return [msgspec.msgpack.encode(Outcome(item.path, item.shown, bundle=b"{}")) for item in self.chunk]

    def wait(self) -> None:
        self.waited = True


@dataclass(slots=True)
class Crew:
    """Dies over each chunk with a deadly monograph. Notes how many chunks were unfinished as each was handed out."""

    deadly: frozenset[str] = frozenset()
    room: int = 3
    handed: list[Handed] = field(default_factory=list)
    unfinished: list[tuple[int, int]] = field(default_factory=list)

    def hand_out(self, chunk: Chunk) -> Handed:
        self.unfinished.append((len(chunk), sum(not one.waited for one in self.handed)))
        self.handed.append(Handed(self, chunk))
        return self.handed[-1]

    def ahead(self) -> int:
        return self.room


def failed(outcomes: Sequence[Outcome]) -> set[str]:
    return {outcome.path for outcome in outcomes if not outcome.ok}


@given(st.integers(0, 30), st.integers(1, 7), st.integers(1, 5), st.sets(st.integers(0, 29)))
def test_outcomes_come_in_order_and_only_the_deadly_monographs_fail(
    count: int, size: int, room: int, deadly: set[int]
) -> None:
    crew = Crew(frozenset(f"{number}.md" for number in deadly), room)
    found = list(in_order(items(count), crew, size))
    assert [outcome.path for outcome in found] == [item.path for item in items(count)]
    assert failed(found) == {f"{number}.md" for number in deadly if number < count}


def test_no_more_chunks_are_handed_out_than_are_worth_it() -> None:
    crew = Crew(room=4)
    assert len(list(in_order(items(100), crew, 5))) == 100
    assert max(waiting for _, waiting in crew.unfinished) == 3


def test_the_monographs_of_a_dead_process_are_converted_one_by_one_while_no_other_work_is_going_on() -> None:
    crew = Crew(frozenset({"6.md"}))
    found = list(in_order(items(20), crew, 5))
    assert [unfinished for size, unfinished in crew.unfinished if size == 1] == [0] * 5
    assert [problem.code for problem in found[6].problems] == ["worker-died"]


@pytest.mark.parametrize("bundle", [None, b"{}\n", Draft("a/.0.tmp", "00")])
def test_outcomes_pass_between_processes_unchanged(bundle: bytes | Draft | None) -> None:
    outcome = Outcome("a.md", "in/a.md", bundle=bundle, facts={"dosage": 2})
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(outcome), type=Outcome) == outcome
