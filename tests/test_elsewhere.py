"""From stores to stores: what is written there is what is written here."""

from __future__ import annotations

import io
import json
import re
import shlex
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
from pipeline.batch.ledger import ledger
from pipeline.cli import main
from pipeline.storage.remote import Remote
from tests.conftest import ROOT
from tests.elsewhere import as_analysts_do, contents, write
from tests.gcs import google_storage
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


@pytest.fixture(scope="module")
def gcs() -> Iterator[str]:
    """A bucket of a server that has the little of Google's interface that is needed."""
    with google_storage() as url, pytest.MonkeyPatch.context() as patch:
        patch.setenv("STORAGE_EMULATOR_HOST", url)
        yield "gs://monographs"


@pytest.fixture(params=["memory", "s3", "gcs"])
def store(request: pytest.FixtureRequest) -> str:
    base = "memory:/" if request.param == "memory" else request.getfixturevalue(request.param)
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


def test_the_ledger_of_a_store_is_where_it_is_asked_for(pages: Path, tmp_path: Path, converted: list[str]) -> None:
    output = f"memory://{uuid.uuid4()}"
    for _ in range(2):
        assert main(["convert", str(pages), "-o", output, "--ledgers", str(tmp_path)]) == 0
    assert len(converted) == len(NAMES)
    assert len(list(tmp_path.glob("*.sqlite"))) == 1


def test_two_runs_of_a_machine_exclude_each_other(pages: Path, capsys: pytest.CaptureFixture[str]) -> None:
    output = f"memory://{uuid.uuid4()}"
    with ledger(Remote(output), "another run"):
        assert main(["convert", str(pages), "-o", output]) == 1
    assert f"{output}: error: another run of monofhir is writing there" in capsys.readouterr().err


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


def test_the_workers_of_a_cluster_write_to_the_store(pages: Path, expected: dict[str, bytes], s3: str) -> None:
    output = f"{s3}/{uuid.uuid4()}"
    assert main(["convert", str(pages), "-o", output, "--cluster", "local", "--jobs", "1"]) == 0
    assert contents(Remote(output)) == expected


def encrypted(archive: Path) -> None:
    data = bytearray(archive.read_bytes())
    for mark, flags in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        data[data.index(mark) + flags] |= 1
    archive.write_bytes(data)


def of_one_file(archive: Path, name: str, content: str = "# Testamol\n") -> None:
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(name, content)


@pytest.fixture
def faulty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "faulty"
    (folder / "empty").mkdir(parents=True)
    (folder / "large.md").write_bytes(b"x" * 2_000_000)
    (folder / "broken.zip").write_bytes(b"PK")
    of_one_file(folder / "encrypted.zip", "a.md")
    encrypted(folder / "encrypted.zip")
    of_one_file(folder / "large.zip", "a.md", "x" * 1_000_001)
    of_one_file(folder / "leaving.zip", "../../a.md")
    monkeypatch.chdir(folder)
    return folder


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("{web}/absent", "{web}/absent: error: there is no such file or folder [read-missing]"),
        ("{web}/absent.md", "{web}/absent.md: error: there is no such file or folder [read-missing]"),
        ("{web}/locked.md", "access is refused (the server answers 403 Forbidden) [read-permission]"),
        ("{web}/empty", "{web}/empty: error: nothing that ends in .md or .markdown stands there [read-no-markdown]"),
        ("{web}/large.md", "{web}/large.md: error: larger than the limit of 1,000,000 bytes [read-too-large]"),
        ("{web}/broken.zip", "{web}/broken.zip: error: the zip archive is broken, or is none"),
        ("http://127.0.0.1:1/in", "http://127.0.0.1:1/in: error: the host cannot be reached"),
        ("absent.zip", "Error: no file or folder matches 'absent.zip'"),
        ("broken.zip", "broken.zip: error: the zip archive is broken, or is none"),
        ("encrypted.zip", "encrypted.zip/a.md: error: is encrypted; monofhir asks for no password [read-permission]"),
        ("large.zip", "large.zip/a.md: error: has 1,000,001 bytes, more than the limit of 1,000,000 [read-too-large]"),
        ("leaving.zip", "leaving.zip/../../a.md: error: nothing is written under such a name"),
        ("s3://no-such-bucket/in", "s3://no-such-bucket/in: error: there is no such file or folder [read-missing]"),
        ("gopher://host/a.md", "gopher:// is no kind of store that is known"),
    ],
)
def test_every_fault_is_one_clear_line(
    name: str, line: str, faulty: Path, s3: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with served(faulty, {"/locked.md": 403}) as web:
        assert main(["convert", name.format(web=web), "-o", "out"]) in {1, 2}
    said = [one for one in capsys.readouterr().err.splitlines() if one and not one.startswith(("Usage:", "Try "))]
    assert len(said) == 1
    assert line.format(web=web) in said[0]
    assert not list(faulty.parent.rglob("a*.json"))


def test_credentials_that_are_missing_are_named(
    s3: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from s3fs import S3FileSystem  # noqa: PLC0415 - an extra

    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "absent")
    S3FileSystem.clear_instance_cache()  # a store that was opened before has credentials
    assert main(["convert", f"{s3}/in", "-o", "out"]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert f"{s3}/in: error: no credentials were found" in line
    S3FileSystem.clear_instance_cache()


def test_the_examples_of_the_page_run(
    pages: Path, s3: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copy(pages.parent / "pages.zip", "monographs.zip")
    bucket, other = f"{s3}/{uuid.uuid4()}", f"memory://{uuid.uuid4()}"
    write(Remote(bucket), "monographs/2024/metformin.md", (pages / "metformin.md").read_bytes())
    (commands,), (library,) = (
        re.findall(rf"```{language}\n(.*?)```", (ROOT / "docs/elsewhere.md").read_text(), re.DOTALL)
        for language in ("sh", "python")
    )
    with served(pages.parent) as web:
        for name, real in {
            "https://monographs.example.org/pages": f"{web}/in",
            "s3://bucket": bucket,
            "gs://other-bucket": other,
        }.items():
            commands = commands.replace(name, real)
        for command in commands.splitlines():
            if "<" not in command:  # standard input and output are tested by themselves
                assert main(shlex.split(command)[1:]) == 0, command
    assert {"medications.csv", "effects.csv"} <= {path.name for path in Path("tables").iterdir()}
    assert main(["convert", str(pages), "-o", "output", "--format", "parquet", "--force"]) == 0
    for line in library.splitlines():
        assert as_analysts_do(line, tmp_path) > 0
