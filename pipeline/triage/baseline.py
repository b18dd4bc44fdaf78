"""Problems that were there before: a baseline lists them, so that a check fails only on new ones.

baseline-unreadable    the file cannot be read, or is no JSON
baseline-schema        it is not as `--write-baseline` writes it
baseline-unwritable    it cannot be written
baseline-mended        problems of the baseline are gone, so it could be written anew
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from pipeline.problems import Location, Problem, ProblemError
from pipeline.triage.fingerprint import element_of, fingerprint
from pipeline.triage.places import any_matches, path_of
from pipeline.triage.schemas import validator

VERSION = 1


@dataclass(frozen=True, slots=True)
class Entry:
    """One problem and where it stands; all but the fingerprint is for those who read the file."""

    fingerprint: str
    code: str
    path: str
    resource: str = ""
    element: str = ""


class Known:
    """The problems of a baseline: each is taken as often as it was there before."""

    def __init__(self, place: Location, times: Mapping[Entry, int]) -> None:
        self._place = place
        self._entries = {entry.fingerprint: entry for entry in times}
        self._left = {entry.fingerprint: count for entry, count in times.items()}
        self._taken = 0

    def takes(self, problem: Problem, checked: str) -> bool:
        mark = fingerprint(problem, checked)
        if not self._left.get(mark):
            return False
        self._left[mark] -= 1
        self._taken += 1
        return True

    def close(self, checked: Collection[str]) -> Iterator[Problem]:
        """What is left over in the files that were looked at."""
        gone = [self._left[mark] for mark, entry in self._entries.items() if any_matches(checked, entry.path)]
        if sum(gone):
            message = f"{sum(gone):,} problems of the baseline are gone: write it anew, so that they stay away"
            yield Problem("baseline-mended", "information", message, self._place)

    def summary(self) -> str:
        return f"{self._taken:,} known before" if self._taken else ""


class Record:
    """Takes every error and warning, and at the end writes them as the new baseline."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._times: Counter[Entry] = Counter()
        self._is_written = False

    def takes(self, problem: Problem, checked: str) -> bool:
        if problem.severity == "information":
            return False
        mark, path = fingerprint(problem, checked), path_of(problem, checked)
        self._times[Entry(mark, problem.code, path, problem.resource or "", element_of(problem))] += 1
        return True

    def close(self, checked: Collection[str]) -> Iterator[Problem]:
        """Writes the baseline."""
        try:
            self._path.write_bytes(_encoded(self._times))
            self._is_written = True
        except OSError as error:
            where = Location(str(self._path))
            yield Problem("baseline-unwritable", "error", f"cannot be written: {error.strerror}", where)

    def summary(self) -> str:
        return f"{self._times.total():,} written to {self._path}" if self._is_written else ""


def read_known(path: Path) -> Known:
    """Reads a baseline; raises ProblemError where it is none."""
    place = Location(str(path))
    try:
        data = orjson.loads(path.read_bytes())
    except (OSError, orjson.JSONDecodeError) as error:
        raise ProblemError(Problem("baseline-unreadable", "error", f"cannot be read: {error}", place)) from error
    fault = next(validator("baseline").iter_errors(data), None)
    if fault:
        message = f"{fault.json_path}: {fault.message}; write it anew with --write-baseline"
        raise ProblemError(Problem("baseline-schema", "error", message, place))
    times: Counter[Entry] = Counter()
    for row in data["problems"]:
        times[Entry(**{name: value for name, value in row.items() if name != "times"})] += row["times"]
    return Known(place, times)


def _encoded(times: Mapping[Entry, int]) -> bytes:
    """A line for each entry, in an order that does not depend on the run, so that a change reads well in a diff."""
    ordered = sorted(
        times, key=lambda entry: (entry.path, entry.resource, entry.element, entry.code, entry.fingerprint)
    )
    rows = b",\n".join(b"    " + orjson.dumps(_row(entry, times[entry])) for entry in ordered)
    return b'{\n  "version": %d,\n  "problems": [\n%s\n  ]\n}\n' % (VERSION, rows)


def _row(entry: Entry, times: int) -> dict[str, Any]:
    said = {"fingerprint": entry.fingerprint, "code": entry.code, "path": entry.path}
    places = {name: value for name, value in (("resource", entry.resource), ("element", entry.element)) if value}
    return {**said, **places, "times": times}
