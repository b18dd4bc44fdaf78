"""Problems that are accepted: each entry of an ignore file gives a reason and says how long.

ignore-unreadable       the file cannot be read
ignore-syntax           it is no valid YAML
ignore-duplicate-key    a key stands twice
ignore-unknown-key      a key that entries do not have
ignore-schema           an entry without a code, reason or expiry, or with a wrong one
ignore-date             the day of expiry is none of the calendar
ignore-expired          the entry's last day is over: it is no longer heeded
ignore-unused           nothing that was found needs the entry
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pipeline.problems import Location, Problem, ProblemError
from pipeline.rules.schema import against_schema
from pipeline.rules.yaml_file import read_yaml
from pipeline.triage.places import any_matches, matches, path_of
from pipeline.triage.schemas import validator

ANY = "*"
NEVER = "never"


@dataclass(frozen=True, slots=True)
class Entry:
    """What is accepted, as shell patterns; `expires` is the last day, None for no end."""

    code: str
    path: str
    resource: str
    expires: date | None
    place: Location

    def fits(self, problem: Problem, checked: str) -> bool:
        return (
            matches(problem.code, self.code)
            and matches(path_of(problem, checked), self.path)
            and matches(problem.resource or "", self.resource)
        )

    def is_over(self, today: date) -> bool:
        return self.expires is not None and self.expires < today


class Ignored:
    """The entries of one ignore file, and which of them were needed."""

    def __init__(self, entries: tuple[Entry, ...], today: date) -> None:
        self._expired = tuple(entry for entry in entries if entry.is_over(today))
        self._uses = {entry: 0 for entry in entries if not entry.is_over(today)}
        self._taken = 0

    def takes(self, problem: Problem, checked: str) -> bool:
        """Every entry that fits counts as used, so that none is blamed for standing behind another."""
        fitting = [entry for entry in self._uses if entry.fits(problem, checked)]
        for entry in fitting:
            self._uses[entry] += 1
        self._taken += bool(fitting)
        return bool(fitting)

    def close(self, checked: Collection[str]) -> Iterator[Problem]:
        for entry in self._expired:
            message = f"'{entry.code}' was accepted until {entry.expires}: mend it, or give a new day and reason"
            yield Problem("ignore-expired", "warning", message, entry.place)
        for entry, uses in self._uses.items():
            if not uses and any_matches(checked, entry.path):
                message = f"'{entry.code}' is not found there any more: take the entry out"
                yield Problem("ignore-unused", "warning", message, entry.place)

    def summary(self) -> str:
        return f"{self._taken:,} ignored" if self._taken else ""


def read_ignored(path: Path, today: date) -> Ignored:
    """Reads an ignore file; raises ProblemError with all that is wrong with it."""
    file = read_yaml(path, family="ignore")
    problems = list(against_schema(file, validator("ignore"), "ignore"))
    if problems:
        raise ProblemError(*problems)
    entries = [_entry(entry, file.at("ignore", index)) for index, entry in enumerate(file.data["ignore"])]
    return Ignored(tuple(entries), today)


def _entry(data: Mapping[str, Any], place: Location) -> Entry:
    expires = _day(data["expires"], place)
    return Entry(data["code"], data.get("path", ANY), data.get("resource", ANY), expires, place)


def _day(stated: Any, place: Location) -> date | None:
    """YAML gives a day of the calendar as a date, any other as a text."""
    if isinstance(stated, date) or stated == NEVER:
        return None if stated == NEVER else stated
    try:
        return date.fromisoformat(stated)
    except ValueError as error:
        raise ProblemError(Problem("ignore-date", "error", f"'{stated}' is no day of the calendar", place)) from error
