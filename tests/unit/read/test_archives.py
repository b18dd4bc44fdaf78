from __future__ import annotations

import errno
import zipfile
from pathlib import Path

import pytest

from pipeline.read import archives
from pipeline.read.archives import Member, members
from pipeline.storage.remote import Remote
from tests.web import served

PAGE = b"# A drug\n" * 100


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    with zipfile.ZipFile(tmp_path / "m.zip", "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("a.md", PAGE)
    return tmp_path / "m.zip"


def number(file: Member, limit: int = 10_000) -> int | None:
    with pytest.raises(OSError) as raised:
        file.read_up_to(limit)
    return raised.value.errno


def test_a_file_is_read(archive: Path) -> None:
    assert Member(archive, "a.md").read_up_to(10_000) == PAGE


def test_a_file_that_would_be_too_large_is_not_unpacked(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda *_: pytest.fail("unpacked"))
    assert number(Member(archive, "a.md"), len(PAGE) - 1) == errno.EFBIG


def test_a_file_that_is_larger_than_it_says_is_unpacked_up_to_the_limit(archive: Path) -> None:
    data = archive.read_bytes()
    archive.write_bytes(data.replace(len(PAGE).to_bytes(4, "little"), (10).to_bytes(4, "little")))
    assert number(Member(archive, "a.md"), 20) == errno.EBADMSG


def test_an_encrypted_file_is_refused(archive: Path) -> None:
    data = bytearray(archive.read_bytes())
    for mark, flags in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        data[data.index(mark) + flags] |= 1
    archive.write_bytes(data)
    assert number(Member(archive, "a.md")) == errno.EPERM


def test_a_damaged_file_is_refused(archive: Path) -> None:
    data = bytearray(archive.read_bytes())
    data[36] ^= 0xFF
    archive.write_bytes(data)
    assert number(Member(archive, "a.md")) == errno.EBADMSG


@pytest.mark.parametrize("kept", [0, 10, -10])
def test_what_is_no_archive_or_half_of_one_is_refused(archive: Path, kept: int) -> None:
    archive.write_bytes(archive.read_bytes()[:kept])
    with pytest.raises(OSError) as raised:
        members(archive)
    assert raised.value.errno == errno.EBADMSG


def test_an_archive_that_has_changed_is_opened_anew(archive: Path) -> None:
    assert [one.name for one in members(archive)] == ["a.md"]
    with zipfile.ZipFile(archive, "a") as file:
        file.writestr("b.md", PAGE)
    assert [one.name for one in members(archive)] == ["a.md", "b.md"]


def test_an_archive_elsewhere_is_fetched_once(archive: Path) -> None:
    asked: list[str] = []
    with served(archive.parent, asked=asked) as url:
        elsewhere = Remote(f"{url}/m.zip")
        assert [one.name for one in members(elsewhere)] == ["a.md"]
        assert Member(elsewhere, "a.md").read_up_to(10_000) == PAGE
    assert asked == ["/m.zip"]


def test_an_archive_elsewhere_that_is_too_large_is_not_fetched(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MAX_ARCHIVE", 10)
    asked: list[str] = []
    with served(archive.parent, asked=asked) as url, pytest.raises(OSError) as raised:
        members(Remote(f"{url}/m.zip"))
    assert (asked, raised.value.errno) == ([], errno.EFBIG)
