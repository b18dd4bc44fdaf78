"""Tables as files: CSV and Parquet one each, a workbook with a sheet each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from importlib.util import find_spec
from typing import TYPE_CHECKING, BinaryIO

from pipeline.deliver.atomic import replacing
from pipeline.problems import Problem, ProblemError
from pipeline.storage.folders import Folder

if TYPE_CHECKING:
    import pandas as pd

Frames = Mapping[str, "pd.DataFrame"]

WORKBOOK = "tables.xlsx"
# A workbook says when it was made; the same tables shall give the same bytes.
NO_DATE = datetime(2000, 1, 1)
NEEDS = {"parquet": "pyarrow", "xlsx": "xlsxwriter"}


def write(tables: Frames, folder: Folder, form: str) -> tuple[Folder, ...]:
    """Writes the tables in one of FORMS, each file whole or not at all, and says which files these are.

    Raises ProblemError (`tables-no-library`) where the form needs a library that is not there, OSError where the
    folder cannot be written.
    """
    need_library(form)
    return FORMS[form](tables, folder)


def need_library(form: str) -> None:
    """Raises ProblemError (`tables-no-library`) where the form needs a library that is not there."""
    needed = NEEDS.get(form)
    if needed is not None and find_spec(needed) is None:
        message = f"{form} needs {needed}: pip install 'monofhir[tables]'"
        raise ProblemError(Problem("tables-no-library", "error", message))


def _csv(tables: Frames, folder: Folder) -> tuple[Folder, ...]:
    return _one_each(tables, folder, "csv", lambda frame, file: frame.to_csv(file, index=False, lineterminator="\n"))


def _parquet(tables: Frames, folder: Folder) -> tuple[Folder, ...]:
    return _one_each(tables, folder, "parquet", lambda frame, file: frame.to_parquet(file, index=False))


def _one_each(
    tables: Frames, folder: Folder, suffix: str, save: Callable[[pd.DataFrame, BinaryIO], None]
) -> tuple[Folder, ...]:
    paths: list[Folder] = []
    for name, frame in tables.items():
        paths.append(folder / f"{name}.{suffix}")
        with replacing(paths[-1]) as file:
            save(frame, file)
    return tuple(paths)


def _xlsx(tables: Frames, folder: Folder) -> tuple[Folder, ...]:
    import pandas as pd  # noqa: PLC0415

    # The words of a monograph are words, also those that begin with "=" or look like an address.
    options = {"strings_to_formulas": False, "strings_to_urls": False}
    with (
        replacing(folder / WORKBOOK) as file,
        pd.ExcelWriter(file, engine="xlsxwriter", engine_kwargs={"options": options}) as workbook,
    ):
        workbook.book.set_properties({"created": NO_DATE})
        for name, frame in tables.items():
            frame.to_excel(workbook, sheet_name=name, index=False, freeze_panes=(1, 0))
    return (folder / WORKBOOK,)


FORMS: Mapping[str, Callable[[Frames, Folder], tuple[Folder, ...]]] = {"csv": _csv, "parquet": _parquet, "xlsx": _xlsx}
