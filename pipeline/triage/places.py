"""Where a problem stands, as far as ignore files and baselines name it: the file, without lines."""

from __future__ import annotations

from collections.abc import Collection
from fnmatch import fnmatchcase
from pathlib import PurePath

from pipeline.problems import Problem


def path_of(problem: Problem, checked: str) -> str:
    """The file that the problem names, else the one that was checked; `/` between folders on every system."""
    return PurePath(problem.location.path if problem.location else checked).as_posix()


def any_matches(checked: Collection[str], pattern: str) -> bool:
    """Whether a file that was checked, or a line of it (`file.ndjson:3`), matches the shell pattern."""
    return any(matches(name, pattern) or matches(name.rpartition(":")[0], pattern) for name in checked)


def matches(path: str, pattern: str) -> bool:
    """Shell patterns whose `*` passes over `/` too."""
    return fnmatchcase(PurePath(path).as_posix(), pattern)
