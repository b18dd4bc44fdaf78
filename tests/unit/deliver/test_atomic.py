from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from pipeline.deliver.atomic import replacing, write_problem


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_appears_whole_with_its_folders(tmp_path: Path) -> None:
    with replacing(tmp_path / "a" / "b.json") as stream:
        stream.write(b"{}")
        assert not (tmp_path / "a" / "b.json").exists()
    assert (tmp_path / "a" / "b.json").read_bytes() == b"{}"
    assert names(tmp_path / "a") == ["b.json"]


@pytest.mark.parametrize("interruption", [KeyboardInterrupt, OSError, SystemExit])
def test_an_interruption_leaves_the_file_as_it_was(tmp_path: Path, interruption: type[BaseException]) -> None:
    file = tmp_path / "b.json"
    file.write_bytes(b"old")
    with pytest.raises(interruption), replacing(file) as stream:
        stream.write(b"half of the n")
        raise interruption
    assert file.read_bytes() == b"old"
    assert names(tmp_path) == ["b.json"]


def test_the_file_has_the_permissions_that_the_user_gives_new_files(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        with replacing(tmp_path / "b.json") as stream:
            stream.write(b"{}")
    finally:
        os.umask(before)
    assert (tmp_path / "b.json").stat().st_mode & 0o777 == 0o640


def test_a_name_as_long_as_the_system_allows_can_be_written(tmp_path: Path) -> None:
    with replacing(tmp_path / f"{'x' * 250}.json") as stream:
        stream.write(b"{}")
    assert len(names(tmp_path)) == 1


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, "write-disk-full"),
        (errno.EACCES, "write-permission"),
        (errno.EROFS, "write-permission"),
        (errno.ENOTDIR, "write-failed"),
    ],
)
def test_what_the_system_refuses_has_a_code_and_its_words(number: int, code: str) -> None:
    problem = write_problem(OSError(number, os.strerror(number)), "a.md")
    assert (problem.code, problem.severity, str(problem.location)) == (code, "error", "a.md")
    assert os.strerror(number) in problem.message
