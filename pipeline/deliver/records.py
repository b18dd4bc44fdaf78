"""What stands beside the bundles: problems.jsonl, residue.jsonl, filler.jsonl and summary.json, in input order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO

import orjson

from pipeline.deliver.atomic import replacing
from pipeline.model.coverage import Counts
from pipeline.model.outcome import Outcome

PROBLEMS, RESIDUE, FILLER = "problems.jsonl", "residue.jsonl", "filler.jsonl"
SUMMARY = "summary.json"
_COUNTS = ("sentences", "covered", "filler", "residue")


class Records:
    """Writes the lines of each outcome as it comes and keeps one small row of it for the summary."""

    def __init__(self, problems: BinaryIO, residue: BinaryIO, filler: BinaryIO) -> None:
        self._problems = problems
        self._residue = residue
        self._filler = filler
        self.rows: list[dict[str, Any]] = []

    def add(self, outcome: Outcome) -> None:
        _lines(self._problems, outcome.path, outcome.problems)
        _lines(self._residue, outcome.path, outcome.residue)
        _lines(self._filler, outcome.path, outcome.coverage.filler)
        self.rows.append(
            {
                "monograph": outcome.path,
                "converted": outcome.ok,
                "facts": dict(sorted(outcome.facts.items())),
                **_shown(outcome.coverage.total),
                "sections": {key: _shown(counts) for key, counts in outcome.coverage.sections.items()},
                "problems": _counts(problem.code for problem in outcome.problems),
            }
        )


@contextmanager
def recording(folder: Path) -> Iterator[Records]:
    """Records whose files replace those of an earlier run when the context is left without an exception.

    Raises OSError where the folder cannot be written.
    """
    with ExitStack() as files:
        lines = [files.enter_context(replacing(folder / name)) for name in (PROBLEMS, RESIDUE, FILLER)]
        records = Records(*lines)
        yield records
        with replacing(folder / SUMMARY) as stream:
            stream.write(orjson.dumps(_summary(records.rows), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))


def _lines(stream: BinaryIO, monograph: str, records: Sequence[Any]) -> None:
    for record in records:
        stream.write(orjson.dumps({"monograph": monograph, **asdict(record)}, option=orjson.OPT_APPEND_NEWLINE))


def _shown(counts: Counts) -> dict[str, int]:
    return {name: getattr(counts, name) for name in _COUNTS}


def _counts(names: Iterator[str]) -> dict[str, int]:
    return dict(sorted(Counter(names).items()))


def _summary(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    totals: dict[str, Any] = {
        "monographs": len(rows),
        "converted": sum(row["converted"] for row in rows),
        "facts": _counts(kind for row in rows for kind in Counter(row["facts"]).elements()),
        **{name: sum(row[name] for row in rows) for name in _COUNTS},
        "problems": _counts(code for row in rows for code in Counter(row["problems"]).elements()),
    }
    return {"totals": totals, "monographs": rows}
