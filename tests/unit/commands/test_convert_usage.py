from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.cli import main


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.md").write_text("# Testamol\n\n## Usage\nTestamol is used to treat mild pain.\n")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ("-o out --format ndjson --indent", "--indent does not go with --format ndjson"),
        ("-o out --format parquet --indent", "--indent does not go with --format parquet"),
        ("-o out --partitions 2", "--partitions goes with --format ndjson and parquet"),
        ("-o out --ledgers there", "--ledgers is for outputs elsewhere"),
        ("-o - --indent", "--indent does not go with --output -"),
        ("-o - --keep-invalid", "--keep-invalid does not go with --output -"),
        ("-o - --prune", "--prune does not go with --output -"),
        ("-o - --format parquet", "no Parquet, no partitions"),
        ("-o - --cluster local", "--cluster does not go with --output -"),
        ("-o memory://out --watch", "--watch does not go with URLs"),
        ("-o https://host/out", "outputs go to folders of this machine, and to object stores"),
        ("-o in/a.md", "'in/a.md' is a file"),
        ("-o zip://out.zip", "outputs go to folders of this machine, and to object stores"),
    ],
)
def test_what_does_not_go_together_is_wrong_usage(
    arguments: str, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["convert", "in", *arguments.split()]) == 2
    assert message in capsys.readouterr().err
    assert not Path("out").exists()


def test_the_stream_of_a_watch_is_none(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["convert", "in", "-o", "-", "--watch"]) == 2
    assert "--watch does not go with --output -" in capsys.readouterr().err
