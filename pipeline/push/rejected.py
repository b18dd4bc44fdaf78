"""rejected.ndjson: what a server did not take, with its reasons, so that it can be mended and pushed again alone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import Any, BinaryIO

from pipeline.deliver.atomic import replacing, write_problem
from pipeline.deliver.encode import encode
from pipeline.problems import Location, Problem, ProblemError
from pipeline.push.change import Answer, Change
from pipeline.push.output import Monograph, item_of

NAME = "rejected.ndjson"


class Rejected:
    """Gathers refused changes in a file, which is there only if there is one."""

    def __init__(self, path: Path, files: ExitStack) -> None:
        self._path = path
        self._files = files
        self._stream: BinaryIO | None = None

    @property
    def is_empty(self) -> bool:
        return self._stream is None

    def add(self, change: Change, answer: Answer) -> None:
        if self._stream is None:
            self._stream = self._files.enter_context(replacing(self._path))
        self._stream.write(encode(_record(change, answer)))


@contextmanager
def rejecting(path: Path) -> Iterator[Rejected]:
    """Replaces the file of an earlier push when the context is left, and removes it where nothing was refused.

    Raises ProblemError (`write-...`).
    """
    try:
        with ExitStack() as files:
            rejected = Rejected(path, files)
            yield rejected
        if rejected.is_empty:
            path.unlink(missing_ok=True)
    except OSError as error:
        raise ProblemError(write_problem(error, str(path))) from error


def _record(change: Change, answer: Answer) -> dict[str, Any]:
    place = change.location
    return {
        "monograph": change.monograph,
        "path": place.path if place else change.monograph,
        "line": place.line if place else None,
        "status": answer.status,
        "reasons": [issue.text for issue in answer.issues],
        "resource": change.content,
    }


def rejected_monographs(path: Path) -> Iterator[Monograph | Problem]:
    """What an earlier push wrote, or someone has mended since, as the monographs that the resources belong to."""
    records = _records(path)
    for key, group in groupby(records, lambda record: record if isinstance(record, Problem) else record["monograph"]):
        if isinstance(key, Problem):
            yield key
            continue
        rows = [row for row in group if isinstance(row, dict)]
        items = tuple(item_of(row["resource"]) for row in rows)
        entries = [{"resource": row["resource"]} for row in rows]
        lines = {item.reference: row.get("line") for item, row in zip(items, rows, strict=True)}
        bundle = {"resourceType": "Bundle", "entry": entries}
        yield Monograph(str(key), str(rows[0].get("path", key)), bundle, items, lines)


def _records(path: Path) -> Iterator[dict[str, Any] | Problem]:
    with path.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            try:
                record = json.loads(line, parse_float=Decimal)
                yield {**record, "monograph": record["monograph"], "resource": {**record["resource"]}}
            except (ValueError, LookupError, TypeError):
                message = "is no line of a rejected.ndjson: an object with `monograph` and `resource` is wanted"
                yield Problem("push-bad-line", "error", message, Location(str(path), number))
