from __future__ import annotations

import errno
import pickle
import subprocess
import sys
import uuid
from pathlib import Path

import pytest
from fsspec.registry import _registry

from pipeline.problems import ProblemError
from pipeline.storage.error import StoreError
from pipeline.storage.remote import Remote
from tests.conftest import ROOT
from tests.web import served


@pytest.fixture
def folder() -> Remote:
    return Remote(f"memory://{uuid.uuid4()}")


@pytest.mark.parametrize("url", ["s3://", "gs:///", "https://"])
def test_a_protocol_alone_names_nothing(url: str) -> None:
    with pytest.raises(ProblemError, match="a bucket or host is to stand behind") as raised:
        Remote(url)
    assert [problem.code for problem in raised.value.problems] == ["store-unknown"]


def test_a_file_appears_when_it_is_whole(folder: Remote) -> None:
    with (folder / "a/b.json").replacing() as stream:
        stream.write(b"{}")
        assert not (folder / "a/b.json").is_file()
    assert (folder / "a/b.json").read_bytes() == b"{}"


def test_an_interruption_leaves_the_file_as_it_was(folder: Remote) -> None:
    with (folder / "a").replacing() as stream:
        stream.write(b"old")
    with pytest.raises(KeyboardInterrupt), (folder / "a").replacing() as stream:
        stream.write(b"half of the n")
        raise KeyboardInterrupt
    assert (folder / "a").read_bytes() == b"old"


def test_a_part_and_a_copy_are_read(folder: Remote) -> None:
    with (folder / "a").replacing() as stream:
        stream.write(b"0123456789")
    assert (folder / "a").read_part(3, 4) == b"3456"
    with (folder / "a").open() as copy:
        copy.seek(8)
        assert copy.read() == b"89"


def test_what_is_removed_is_gone(folder: Remote) -> None:
    with (folder / "a").replacing():
        pass
    (folder / "a").unlink()
    assert not (folder / "a").is_file()
    (folder / "a").unlink(missing_ok=True)
    with pytest.raises(StoreError, match="no such file"):
        (folder / "a").unlink()


def test_of_a_file_that_is_too_large_nothing_is_fetched(folder: Remote, monkeypatch: pytest.MonkeyPatch) -> None:
    with (folder / "a").replacing() as stream:
        stream.write(b"0123456789")
    assert (folder / "a").read_up_to(10) == b"0123456789"
    monkeypatch.setattr(Remote, "read_bytes", lambda _: pytest.fail("fetched"))
    for file in (folder / "a", Remote((folder / "a").url, size=10)):
        with pytest.raises(StoreError) as raised:
            file.read_up_to(9)
        assert raised.value.errno == errno.EFBIG


def test_of_a_large_page_no_more_is_read_than_the_limit(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(b"x" * 3_000_000)
    with served(tmp_path) as url:
        assert len(Remote(f"{url}/a.md").read_up_to(100)) == 101
        assert len(Remote(f"{url}/a.md").read_up_to(5_000_000)) == 3_000_000


def test_a_server_that_is_busy_is_asked_again(tmp_path: Path) -> None:
    asked: list[str] = []
    with served(tmp_path, {"/a.md": 503}, asked) as url, pytest.raises(StoreError) as raised:
        Remote(f"{url}/a.md").read_up_to(100)
    assert asked == ["/a.md"] * 4
    assert raised.value.strerror == "the server answers 503 Service Unavailable"


def test_a_server_that_refuses_is_not_asked_again(tmp_path: Path) -> None:
    asked: list[str] = []
    with served(tmp_path, {"/a.md": 401}, asked) as url, pytest.raises(StoreError) as raised:
        Remote(f"{url}/a.md").read_up_to(100)
    assert (asked, raised.value.errno) == (["/a.md"], errno.EACCES)


def test_it_passes_between_processes_as_its_url() -> None:
    file = Remote("s3://bucket/a.md", 5)
    assert pickle.loads(pickle.dumps(file)) == file


@pytest.mark.parametrize(
    ("url", "library", "install"),
    [
        ("s3://bucket/a", "s3fs", "pip install 'monofhir[s3]'"),
        ("gs://bucket/a", "gcsfs", "pip install 'monofhir[gcs]'"),
        ("https://host/a", "aiohttp", "pip install 'monofhir[http]'"),
        ("memory://a", "fsspec.core", "fsspec"),
    ],
)
def test_a_library_that_is_missing_is_named(
    monkeypatch: pytest.MonkeyPatch, url: str, library: str, install: str
) -> None:
    monkeypatch.delitem(_registry, url.partition("://")[0], raising=False)  # what has been loaded before
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(ProblemError) as raised:
        Remote(url).read_bytes()
    (problem,) = raised.value.problems
    assert problem.code == "store-no-library"
    assert install in problem.message


def test_what_a_library_logs_does_not_come_before_our_own_words() -> None:
    program = """if True:
        import logging
        from pipeline.storage.remote import Remote
        Remote("memory://absent").is_file()
        logging.getLogger("gcsfs").error("a traceback")
    """
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, check=True)
    assert done.stderr == b""


def test_an_unknown_protocol_is_named() -> None:
    with pytest.raises(ProblemError) as raised:
        Remote("gopher://host/a").read_bytes()
    (problem,) = raised.value.problems
    assert (problem.code, str(problem.location)) == ("store-unknown", "gopher://host/a")
