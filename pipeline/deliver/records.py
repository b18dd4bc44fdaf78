"""What stands beside the bundles: problems.jsonl, residue.jsonl and summary.json, in input order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO

import orjson

from pipeline.deliver.atomic import replacing
from pipeline.model.outcome import Outcome


class Records:
    """Writes the lines of each outcome as it comes and keeps one small row of it for the summary."""

    def __init__(self, problems: BinaryIO, residue: BinaryIO) -> None:
        self._problems = problems
        self._residue = residue
        self.rows: list[dict[str, Any]] = []

    def add(self, outcome: Outcome) -> None:
        _lines(self._problems, outcome.path, outcome.problems)
        _lines(self._residue, outcome.path, outcome.residue)
        self.rows.append(
            {
                "monograph": outcome.path,
                "converted": outcome.ok,
                "facts": dict(sorted(outcome.facts.items())),
                "sentences": outcome.sentences,
                "covered": outcome.covered,
                "filler": outcome.filler,
                "residue": len(outcome.residue),
                "problems": _counts(problem.code for problem in outcome.problems),
            }
        )


@contextmanager
def recording(folder: Path) -> Iterator[Records]:
    """Records whose three files replace those of an earlier run when the context is left without an exception.

    Raises OSError where the folder cannot be written.
    """
    with replacing(folder / "problems.jsonl") as problems, replacing(folder / "residue.jsonl") as residue:
        records = Records(problems, residue)
        yield records
        with replacing(folder / "summary.json") as stream:
            stream.write(orjson.dumps(_summary(records.rows), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))


def _lines(stream: BinaryIO, monograph: str, records: Sequence[Any]) -> None:
    for record in records:
        stream.write(orjson.dumps({"monograph": monograph, **asdict(record)}, option=orjson.OPT_APPEND_NEWLINE))


def _counts(names: Iterator[str]) -> dict[str, int]:
    return dict(sorted(Counter(names).items()))


def _summary(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    totals: dict[str, Any] = {
        "monographs": len(rows),
        "converted": sum(row["converted"] for row in rows),
        "facts": _counts(kind for row in rows for kind in Counter(row["facts"]).elements()),
        **{name: sum(row[name] for row in rows) for name in ("sentences", "covered", "filler", "residue")},
        "problems": _counts(code for row in rows for code in Counter(row["problems"]).elements()),
    }
    return {"totals": totals, "monographs": rows}
