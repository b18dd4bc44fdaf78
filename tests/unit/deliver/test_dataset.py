from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pyarrow.dataset
import pytest

import pipeline
from pipeline.cli import main
from pipeline.deliver import dataset, tables
from pipeline.tabular.definition import definitions
from tests.conftest import ROOT
from tests.elsewhere import as_analysts_do

NAMES = ["warfarin", "amoxicillin", "metformin", "vancomycin"]
TABLES = [definition.name for definition in definitions()]


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dataset") / "in"
    folder.mkdir()
    for name in NAMES:
        shutil.copy(ROOT / "input" / f"{name}.md", folder)
    (folder / "nothing.md").write_text("# Nonsensol\n")
    return folder


@pytest.fixture(scope="module")
def output(pages: Path) -> Path:
    assert convert(pages, pages.parent / "out") == 1
    return pages.parent / "out"


@pytest.fixture(scope="module")
def parted(pages: Path) -> Path:
    assert convert(pages, pages.parent / "parted", "--partitions", "3") == 1
    return pages.parent / "parted"


def convert(pages: Path, output: Path, *options: str) -> int:
    return main(["convert", str(pages), "-o", str(output), "--format", "parquet", *options])


def files(output: Path) -> dict[str, bytes]:
    return {str(path.relative_to(output)): path.read_bytes() for path in output.rglob("*.parquet")}


@pytest.mark.parametrize("name", TABLES)
def test_a_dataset_is_the_table_of_the_same_name(output: Path, name: str) -> None:
    expected = pipeline.tables(output)[name]
    pd.testing.assert_frame_equal(pd.read_parquet(output / "tables" / name), expected)


@pytest.mark.parametrize("name", [name for name in TABLES if name != "problems"])
def test_a_dataset_in_parts_has_the_rows_of_the_table_in_its_order(parted: Path, name: str) -> None:
    expected = pipeline.tables(parted)[name]
    pd.testing.assert_frame_equal(pd.read_parquet(parted / "tables" / name), expected)


def test_parts_have_the_rows_of_the_whole(output: Path, parted: Path) -> None:
    for name in TABLES:
        whole, parts = (
            pd.read_parquet(folder / "tables" / name).drop(columns="bundle", errors="ignore")
            for folder in (output, parted)
        )
        order = list(whole.columns)
        assert list(map(str, whole.sort_values(order).to_numpy().tolist())) == list(
            map(str, parts.sort_values(order).to_numpy().tolist())
        )


def test_every_part_has_the_same_schema_also_without_a_row(parted: Path) -> None:
    for name in TABLES:
        parts = sorted((parted / "tables" / name).iterdir())
        assert [part.name for part in parts] == [f"part-{number:05}.parquet" for number in range(3)]
        assert len({pyarrow.parquet.read_schema(part).remove_metadata().to_string() for part in parts}) == 1


def test_arrow_and_duckdb_read_it(parted: Path) -> None:
    count = len(pd.read_parquet(parted / "tables" / "effects"))
    assert pyarrow.dataset.dataset(parted / "tables" / "effects").count_rows() == count
    assert as_analysts_do("duckdb.read_parquet('tables/effects/*.parquet')", parted) == count


def test_a_second_run_changes_no_byte(pages: Path, output: Path) -> None:
    before = files(output)
    assert convert(pages, output) == 1
    assert files(output) == before


def test_parts_of_an_earlier_run_go(pages: Path, tmp_path: Path) -> None:
    convert(pages, tmp_path, "--partitions", "2")
    convert(pages, tmp_path)
    assert sorted(files(tmp_path)) == sorted(f"tables/{name}/part-00000.parquet" for name in TABLES)


def test_few_rows_wait_in_memory(pages: Path, output: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dataset, "ROW_GROUP", 10)
    convert(pages, tmp_path)
    file = tmp_path / "tables" / "effects" / "part-00000.parquet"
    assert pyarrow.parquet.ParquetFile(file).num_row_groups > 1
    pd.testing.assert_frame_equal(pd.read_parquet(file), pd.read_parquet(output / "tables" / "effects"))


def test_without_the_library_the_run_does_not_begin(
    pages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(tables, "find_spec", lambda _: None)
    assert convert(pages, tmp_path / "out") == 1
    assert "pip install 'monofhir[tables]' [tables-no-library]" in capsys.readouterr().err
    assert not (tmp_path / "out" / "bundles.ndjson").exists()
