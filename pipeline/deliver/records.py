"""What stands beside the bundles: problems.jsonl, residue.jsonl, filler.jsonl and summary.json, in input order."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from tempfile import SpooledTemporaryFile
from typing import IO, Any, BinaryIO

import orjson

from pipeline.deliver.atomic import replacing
from pipeline.deliver.totals import Totals
from pipeline.model.outcome import Outcome
from pipeline.storage.folders import Folder

PROBLEMS, RESIDUE, FILLER = "problems.jsonl", "residue.jsonl", "filler.jsonl"
SUMMARY = "summary.json"

_IN_MEMORY = 1_000_000  # bytes of the rows of a summary, which can be written only when its totals are


class Records:
    """Writes the lines of each outcome as it comes, and keeps but their totals in memory."""

    def __init__(self, lines: tuple[BinaryIO, BinaryIO, BinaryIO], rows: IO[bytes]) -> None:
        self._problems, self._residue, self._filler = lines
        self._rows = rows
        self.totals = Totals()

    def add(self, outcome: Outcome) -> None:
        _lines(self._problems, outcome.path, outcome.problems)
        _lines(self._residue, outcome.path, outcome.residue)
        _lines(self._filler, outcome.path, outcome.coverage.filler)
        self._rows.write((b",\n    " if self.totals.monographs else b"\n    ") + _indented(_row(outcome), 4))
        self.totals.add(outcome)

    def write_summary(self, stream: BinaryIO) -> None:
        """The totals, which a reader wants first, then the rows."""
        stream.write(b'{\n  "totals": ' + _indented(self.totals.shown(), 2) + b',\n  "monographs": [')
        self._rows.seek(0)
        shutil.copyfileobj(self._rows, stream)
        stream.write((b"\n  " if self.totals.monographs else b"") + b"]\n}\n")


@contextmanager
def recording(folder: Folder) -> Iterator[Records]:
    """Records whose files replace those of an earlier run when the context is left without an exception.

    Raises OSError where the folder cannot be written.
    """
    with ExitStack() as files:
        lines = [files.enter_context(replacing(folder / name)) for name in (PROBLEMS, RESIDUE, FILLER)]
        records = Records((lines[0], lines[1], lines[2]), files.enter_context(SpooledTemporaryFile(_IN_MEMORY)))
        yield records
        with replacing(folder / SUMMARY) as stream:
            records.write_summary(stream)


def _lines(stream: BinaryIO, monograph: str, records: Sequence[Any]) -> None:
    """Each record is a dataclass, whose fields `__match_args__` names."""
    for record in records:
        line = {"monograph": monograph, **{name: getattr(record, name) for name in record.__match_args__}}
        stream.write(orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE))


def _row(outcome: Outcome) -> dict[str, Any]:
    return {
        "monograph": outcome.path,
        "converted": outcome.ok,
        "facts": dict(sorted(outcome.facts.items())),
        **outcome.coverage.total.as_dict(),
        "sections": {key: counts.as_dict() for key, counts in outcome.coverage.sections.items()},
        "problems": dict(sorted(Counter(problem.code for problem in outcome.problems).items())),
    }


def _indented(value: Any, depth: int) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_INDENT_2).replace(b"\n", b"\n" + b" " * depth)
