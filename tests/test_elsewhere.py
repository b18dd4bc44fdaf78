"""From stores to stores: what is written there is what is written here."""

from __future__ import annotations

import io
import json
import shutil
import sys
import uuid
import zipfile
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

import pipeline
from pipeline.batch import work
from pipeline.cli import main
from pipeline.storage.remote import Remote
from tests.conftest import ROOT
from tests.elsewhere import contents, write
from tests.web import served

NAMES = ["metformin.md", "deep er/warfarin.md"]


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("elsewhere") / "in"
    (folder / "deep er").mkdir(parents=True)
    for name in NAMES:
        shutil.copy(ROOT / "input" / Path(name).name, folder / name)
    with zipfile.ZipFile(folder.parent / "pages.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for name in NAMES:
            archive.write(folder / name, name)
    return folder


@pytest.fixture(scope="module")
def expected(pages: Path) -> dict[str, bytes]:
    assert main(["convert", str(pages), "-o", str(pages.parent / "out")]) == 0
    return contents(pages.parent / "out")


@pytest.fixture(scope="module")
def s3() -> Iterator[str]:
    """A bucket of a server of our own."""
    from moto.server import ThreadedMotoServer  # noqa: PLC0415 - a second that only this test needs

    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ACCESS_KEY_ID", "nobody")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "nothing")
        patch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
        Remote("s3://monographs").ask(lambda store, path: store.mkdir(path))
        yield "s3://monographs"
    server.stop()


@pytest.fixture(params=["memory", "s3"])
def store(request: pytest.FixtureRequest) -> str:
    base = "memory:/" if request.param == "memory" else request.getfixturevalue("s3")
    return f"{base}/{uuid.uuid4()}"


@pytest.fixture
def converted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Grows by the path of each monograph that is converted."""
    real, found = work.convert, list[str]()
    monkeypatch.setattr(work, "convert", lambda source, *rest: found.append(source.path) or real(source, *rest))
    return found


def test_a_folder_on_the_web_is_converted_as_one_here(pages: Path, expected: dict[str, bytes], tmp_path: Path) -> None:
    with served(pages.parent) as url:
        for number, name in enumerate((f"{url}/in", f"{url}/pages.zip")):
            output = tmp_path / str(number)
            assert main(["convert", name, "-o", str(output)]) == 0
            assert contents(output) == expected
            assert main(["verify", str(output), "--source", name]) == 0


def test_an_archive_is_converted_as_a_folder(pages: Path, expected: dict[str, bytes], tmp_path: Path) -> None:
    assert main(["convert", str(pages.parent / "pages.zip"), "-o", str(tmp_path)]) == 0
    assert contents(tmp_path) == expected


def test_from_store_to_store_gives_the_same_bytes(pages: Path, expected: dict[str, bytes], store: str) -> None:
    for name in NAMES:
        write(Remote(f"{store}/in"), name, (pages / name).read_bytes())
    assert main(["convert", f"{store}/in", "-o", f"{store}/out"]) == 0
    assert contents(Remote(f"{store}/out")) == expected
    assert main(["verify", f"{store}/out", "--source", f"{store}/in"]) == 0
    assert main(["diff", f"{store}/out", str(pages.parent / "out")]) == 0
    assert main(["coverage", f"{store}/out"]) == 0


def test_processes_write_to_the_store_themselves(
    pages: Path, expected: dict[str, bytes], s3: str, tmp_path: Path
) -> None:
    output = f"{s3}/{uuid.uuid4()}"
    assert main(["convert", str(pages), "-o", output, "--jobs", "2"]) == 0
    assert contents(Remote(output)) == expected


def test_a_second_run_converts_what_changed_and_what_is_gone(
    pages: Path, expected: dict[str, bytes], store: str, converted: list[str], tmp_path: Path
) -> None:
    folder, output = Remote(f"{store}/in"), Remote(f"{store}/out")
    for name in NAMES:
        write(folder, name, (pages / name).read_bytes())

    def run(*options: str) -> list[str]:
        converted.clear()
        assert main(["convert", str(folder), "-o", str(output), *options]) == 0
        return list(converted)

    assert sorted(run()) == sorted(NAMES)
    assert run() == []
    assert contents(output) == expected
    (output / "metformin.json").unlink()
    assert run() == ["metformin.md"]
    write(folder, "metformin.md", (pages / "metformin.md").read_bytes() + b"\n")
    assert run() == ["metformin.md"]
    (folder / "metformin.md").unlink()
    assert run("--prune") == []
    assert sorted(name for name in contents(output) if name.endswith(".json")) == [
        "deep er/warfarin.json",
        "summary.json",
    ]


@pytest.mark.parametrize("form", ["ndjson", "parquet"])
def test_files_of_many_bundles_are_written_and_remembered_too(
    pages: Path, form: str, store: str, converted: list[str], tmp_path: Path
) -> None:
    options = ["--format", form, "--partitions", "2"]
    assert main(["convert", str(pages), "-o", str(tmp_path), *options]) == 0
    for wanted in (2, 0):
        converted.clear()
        assert main(["convert", str(pages), "-o", store, *options]) == 0
        assert len(converted) == wanted
        assert contents(Remote(store)) == contents(tmp_path)


def test_tables_come_from_a_store_and_go_to_one(pages: Path, store: str) -> None:
    assert main(["convert", str(pages), "-o", f"{store}/out"]) == 0
    assert main(["tables", f"{store}/out", "-o", f"{store}/tables", "--format", "parquet"]) == 0
    for name, frame in pipeline.tables(f"{store}/out").items():
        found = pd.read_parquet(io.BytesIO(Remote(f"{store}/tables/{name}.parquet").read_bytes()))
        pd.testing.assert_frame_equal(found, frame)


def test_the_ledger_of_a_store_is_where_it_is_asked_for_and_excludes_a_second_run(
    pages: Path, store: str, tmp_path: Path, converted: list[str]
) -> None:
    for _ in range(2):
        assert main(["convert", str(pages), "-o", store, "--ledgers", str(tmp_path)]) == 0
    assert len(converted) == len(list(tmp_path.glob("*.sqlite"))) + 1 == 2


def test_a_stream_of_bundles_has_nothing_else_in_it(
    pages: Path,
    expected: dict[str, bytes],
    tmp_path: Path,
    capfdbinary: pytest.CaptureFixture[bytes],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (tmp_path / "nothing.md").write_text("# Nonsensol\n")
    assert main(["convert", str(pages), str(tmp_path / "nothing.md"), "-o", "-"]) == 1
    out, err = capfdbinary.readouterr()
    assert out == expected["deep er/warfarin.json"] + expected["metformin.json"]
    assert b"[no-facts]" in err
    assert b"2 of 3 monographs converted" in err
    page = (pages / "metformin.md").read_bytes()
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(page)))
    assert main(["convert", "-", "-o", "-", "--problems-format", "json"]) == 0
    out, err = capfdbinary.readouterr()
    assert json.loads(out)["resourceType"] == "Bundle"


def test_a_store_that_takes_nothing_is_found_out_before_anything_is_converted(
    pages: Path, s3: str, converted: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["convert", str(pages), "-o", "s3://no-such-bucket/out"]) == 1
    assert converted == []
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("s3://no-such-bucket/out: error: the output cannot be written: there is no such file")


def test_a_store_that_fails_in_mid_run_costs_what_it_does_not_take(
    pages: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from fsspec.implementations.memory import MemoryFileSystem  # noqa: PLC0415 - an extra

    real = MemoryFileSystem.put_file

    def failing(self: MemoryFileSystem, source: str, target: str, **options: object) -> None:
        if target.endswith("metformin.json"):
            raise ConnectionResetError("reset")
        real(self, source, target, **options)

    monkeypatch.setattr(MemoryFileSystem, "put_file", failing)
    output = Remote(f"memory://{uuid.uuid4()}")
    assert main(["convert", str(pages), "-o", str(output)]) == 1
    line = "metformin.md: error: the output cannot be written: the connection broke off (reset) [write-unreachable]"
    assert line in capsys.readouterr().err
    assert "deep er/warfarin.json" in contents(output)
    monkeypatch.setattr(MemoryFileSystem, "put_file", real)
    assert main(["convert", str(pages), "-o", str(output)]) == 0
    assert "metformin.json" in contents(output)
