"""A vocabulary of one's own as CSV: the columns code and label; kinds and synonyms where it has them, "|" between."""

from __future__ import annotations

import csv
from collections.abc import Iterator

from pipeline.problems import Location
from pipeline.terminology.readers.files import fault
from pipeline.terminology.readers.release import Release, concept
from pipeline.terminology.vocabulary import COLUMNS, Concept, Vocabulary


def read(release: Release) -> Vocabulary:
    """Raises ProblemError `terminology-bad-release`."""
    name = release.place.stem.casefold()
    return release.vocabulary(release.name or name, release.system, tuple(_concepts(release)), name=name)


def _concepts(release: Release) -> Iterator[Concept]:
    shown, number = str(release.place), 1
    try:
        with release.place.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file, strict=True)
            heads = set(rows.fieldnames or ())
            if not {"code", "label"} <= heads or heads - set(COLUMNS):
                raise fault("the columns are to be code, label and, if wanted, kinds and synonyms", Location(shown, 1))
            seen: set[str] = set()
            for row in rows:
                number = rows.line_num
                place = Location(shown, number)
                if None in row or None in row.values():
                    raise fault(f"{len(heads)} columns are wanted", place)
                if row["code"] in seen:
                    raise fault(f"'{row['code']}' stands twice", place)
                seen.add(row["code"])
                yield _concept(row, place, release)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise fault(f"no CSV in UTF-8 can be read here ({error})", Location(shown, number)) from error


def _concept(row: dict[str, str], place: Location, release: Release) -> Concept:
    kinds = [kind for kind in row.get("kinds", "").split("|") if kind] or release.kinds
    if not kinds or not set(kinds) <= set(release.known_kinds):
        message = f"the kinds are to be some of {', '.join(release.known_kinds)} (a column of kinds, or --kind)"
        raise fault(message, place)
    names = [name for name in row.get("synonyms", "").split("|") if name]
    return concept(release.code(row["code"], release.system, place), row["label"], kinds, names, place)
