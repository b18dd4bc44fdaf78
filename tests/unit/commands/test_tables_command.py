from __future__ import annotations

from importlib import util
from pathlib import Path

import pandas as pd
import pytest

import pipeline
from pipeline.cli import main
from pipeline.deliver import tables

PAGE = "# Testamol\n\n## Usage\nTestamol is used to treat mild pain.\n\n## Side Effects\n- =1+1\n- nausea\n"


@pytest.fixture
def output(tmp_path: Path) -> Path:
    (tmp_path / "a.md").write_text(PAGE)
    assert main(["convert", str(tmp_path / "a.md"), "--output", str(tmp_path / "out")]) == 0
    return tmp_path / "out"


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize("form", ["csv", "parquet", "xlsx"])
def test_the_tables_are_written_and_read_back_the_same(output: Path, tmp_path: Path, form: str) -> None:
    folder = tmp_path / "tables"
    assert main(["tables", str(output), "-o", str(folder), "--format", form]) == 0
    for name, frame in pipeline.tables(output).items():
        dtypes = {column: str(dtype) for column, dtype in frame.dtypes.items()}
        if form == "xlsx":
            read = pd.read_excel(folder / "tables.xlsx", sheet_name=name, dtype=dtypes)
        else:
            file = folder / f"{name}.{form}"
            read = pd.read_csv(file, dtype=dtypes) if form == "csv" else pd.read_parquet(file)
        pd.testing.assert_frame_equal(read, frame)


@pytest.mark.parametrize("form", ["csv", "parquet", "xlsx"])
def test_the_same_bundles_give_the_same_bytes(output: Path, tmp_path: Path, form: str) -> None:
    for name in ("one", "two"):
        main(["tables", str(output), "-o", str(tmp_path / name), "--format", form])
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def test_a_form_whose_library_is_missing_says_what_to_install(
    output: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(tables, "find_spec", lambda name: None if name == "pyarrow" else util.find_spec(name))
    assert main(["tables", str(output), "-o", str(tmp_path / "tables"), "--format", "parquet"]) == 1
    assert "pip install 'monofhir[tables]' [tables-no-library]" in capsys.readouterr().err
    assert not (tmp_path / "tables").exists()


def test_a_folder_that_cannot_be_written_is_one_line(
    output: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    assert main(["tables", str(output), "-o", str(tmp_path / "file" / "below")]) == 1
    assert "the output cannot be written" in capsys.readouterr().err
    assert main(["tables", str(output), "-o", str(tmp_path / "file")]) == 2
    assert "is a file" in capsys.readouterr().err
