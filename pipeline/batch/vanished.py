"""Bundles whose monograph is gone from the input folder."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.batch.ledger import Ledger
from pipeline.deliver.atomic import write_problem
from pipeline.deliver.place import Place
from pipeline.problems import Location, Problem
from pipeline.read import Input
from pipeline.storage.folders import Folder


def clear_vanished(
    ledger: Ledger, output: Folder, inputs: Iterable[Input], folders: Iterable[str], *, prune: bool
) -> tuple[Problem, ...]:
    """A problem for each bundle that an earlier run made of a monograph that its folder no longer holds.

    `folders` are those that this run has walked through. With `prune` the bundles are removed. A bundle that shares
    its file with others goes when that file is written anew, so it is forgotten either way.
    """
    gone = ledger.vanished(inputs, folders)
    problems = (_clear(output, path, place, prune) for path, place in gone.items())
    found = tuple(problem for problem in problems if problem is not None)
    for path, place in gone.items():
        if prune or not _has_own_file(place):
            ledger.forget(path)
    return found


def _clear(output: Folder, path: str, place: Place | None, prune: bool) -> Problem | None:
    if place is None or not _has_own_file(place):
        return None
    file = output / place.file
    if not prune:
        message = f"the monograph that it was made from, {path}, is no longer there; --prune removes such bundles"
        return Problem("output-without-monograph", "warning", message, Location(str(file)))
    try:
        file.unlink(missing_ok=True)
    except OSError as error:
        return write_problem(error, str(file))
    message = f"removed, since the monograph that it was made from, {path}, is no longer there"
    return Problem("output-removed", "information", message, Location(str(file)))


def _has_own_file(place: Place | None) -> bool:
    return place is not None and place.size is None
