"""Reviewed rows: mappings/codes/*.tsv in SSSOM columns (https://mapping-commons.github.io/sssom/)."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.problems import Location, Problem, ProblemError

COLUMNS = (
    "subject_label", "predicate_id", "object_id", "object_label", "mapping_justification", "reviewer", "comment",
)  # fmt: skip
# Rows with this object say that the words have no code: they stop the search.
NO_CODE = "sssom:NoTermFound"


@dataclass(frozen=True, slots=True)
class Row:
    """What one line says; `object_id` is a prefix of systems.yaml and a code, or NO_CODE."""

    subject: str
    predicate: str
    object_id: str
    display: str
    location: Location

    @property
    def prefix(self) -> str:
        return self.object_id.partition(":")[0]


def read_rows(path: Path, shown: str) -> Iterator[Row]:
    """Raises ProblemError `terminology-bad-row` where columns are missing."""
    with path.open(encoding="utf-8", newline="") as file:
        lines = csv.DictReader(file, dialect=csv.excel_tab)
        if tuple(lines.fieldnames or ()) != COLUMNS:
            message = f"the columns are to be {', '.join(COLUMNS)}"
            raise ProblemError(Problem("terminology-bad-row", "error", message, Location(shown, 1)))
        for line in lines:
            where = Location(shown, lines.line_num)
            yield Row(line["subject_label"], line["predicate_id"], line["object_id"], line["object_label"], where)
