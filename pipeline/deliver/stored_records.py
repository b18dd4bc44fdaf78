"""Reads back what `records` wrote beside the bundles of a run."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import orjson

from pipeline.deliver.records import FILLER, RESIDUE, SUMMARY
from pipeline.model.coverage import Counts
from pipeline.problems import Location, Problem, ProblemError
from pipeline.storage.folders import Folder

Row = dict[str, Any]


def stored_counts(output: Folder) -> list[Row]:
    """For each monograph and section of the run: `monograph`, `section` and how many sentences, by heap.

    Raises ProblemError: `coverage-no-run` where no run wrote here, `coverage-unreadable` where the file is not as a
    run writes it.
    """
    return _checked(output / SUMMARY, _counts)


def stored_residue(output: Folder) -> list[Row]:
    """The lines of residue.jsonl. Raises ProblemError as `stored_counts` does."""
    return _checked(output / RESIDUE, _lines)


def stored_filler(output: Folder) -> list[Row]:
    """The lines of filler.jsonl. Raises ProblemError as `stored_counts` does."""
    return _checked(output / FILLER, _lines)


def _checked(path: Folder, read: Callable[[bytes], list[Row]]) -> list[Row]:
    place = Location(str(path))
    try:
        return read(path.read_bytes())
    except FileNotFoundError:
        message = "is not there; is this the output folder of a run of convert?"
        raise ProblemError(Problem("coverage-no-run", "error", message, place)) from None
    except OSError as error:
        message = f"cannot be read: {error.strerror}"
        raise ProblemError(Problem("coverage-unreadable", "error", message, place)) from error
    except (ValueError, TypeError, LookupError, AttributeError):  # whatever another program may have put there
        message = "is not as this version of convert writes it; convert again"
        raise ProblemError(Problem("coverage-unreadable", "error", message, place)) from None


def _counts(data: bytes) -> list[Row]:
    return [
        {"monograph": str(row["monograph"]), "section": str(section)} | _numbers(counts)
        for row in orjson.loads(data)["monographs"]
        for section, counts in row["sections"].items()
    ]


def _numbers(counts: Row) -> Row:
    return Counts(*(int(counts[name]) for name in ("covered", "filler", "residue"))).as_dict()


def _lines(data: bytes) -> list[Row]:
    rows = [orjson.loads(line) for line in data.splitlines()]
    names = ("monograph", "section", "text", "rule")
    return [{name: str(row[name]) for name in names if name in row} | {"line": int(row["line"])} for row in rows]
