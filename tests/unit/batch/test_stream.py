from __future__ import annotations

import io
from pathlib import Path

import pytest

from pipeline.batch import Settings, convert_to
from pipeline.model.outcome import Outcome
from pipeline.read import Input

PAGE = "# Testamol\n\n## Side Effects\n\n- **Common:** nausea\n"


@pytest.fixture
def inputs(tmp_path: Path) -> list[Input]:
    for name, page in {"a.md": PAGE, "b.md": "# Nonsensol\n", "c.md": PAGE}.items():
        (tmp_path / name).write_text(page)
    return [Input(file, file.name, str(file)) for file in sorted(tmp_path.iterdir())]


def test_bundles_without_errors_are_written_in_order_and_every_outcome_is_told(inputs: list[Input]) -> None:
    stream, told = io.BytesIO(), list[Outcome]()
    run = convert_to(stream, inputs, Settings(codes=False), None, lambda outcome, _: told.append(outcome))
    assert [outcome.path for outcome in told] == ["a.md", "b.md", "c.md"]
    assert stream.getvalue() == b"".join(one.bundle for one in told if isinstance(one.bundle, bytes) and one.ok)
    assert (run.totals.monographs, run.totals.converted, run.interruption) == (3, 2, None)


def test_a_reader_that_leaves_ends_the_run(inputs: list[Input]) -> None:
    class Closed(io.BytesIO):
        def write(self, _: object) -> int:
            raise BrokenPipeError

    run = convert_to(Closed(), inputs, Settings(codes=False), None, lambda *_: None)
    assert isinstance(run.interruption, BrokenPipeError)
    assert run.totals.monographs == 0
