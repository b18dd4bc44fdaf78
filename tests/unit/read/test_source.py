from __future__ import annotations

import io
import os
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model.document import Source
from pipeline.problems import Problem, ProblemError
from pipeline.read import Input, read

Reading = Callable[..., tuple[Source, tuple[Problem, ...]]]

WORDS = "# Café\r\n\r\nTake “one” – twice.\r\n"


@pytest.fixture
def read_data(tmp_path: Path) -> Reading:
    def write_and_read(data: bytes, **options: Any) -> tuple[Source, tuple[Problem, ...]]:
        file = tmp_path / "a.md"
        file.write_bytes(data)
        return read(Input(file, "a.md", str(file)), **options)

    return write_and_read


def code_of(raised: pytest.ExceptionInfo[ProblemError]) -> str:
    (problem,) = raised.value.problems
    return problem.code


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (WORDS.encode(), "utf-8"),
        (b"\xef\xbb\xbf" + WORDS.encode(), "utf-8"),
        (b"\xff\xfe" + WORDS.encode("utf-16-le"), "utf-16-le"),
        (b"\xfe\xff" + WORDS.encode("utf-16-be"), "utf-16-be"),
    ],
)
def test_unicode_is_read_without_a_word_and_nothing_of_it_is_dropped(
    read_data: Reading, data: bytes, encoding: str
) -> None:
    source, problems = read_data(data)
    assert (source.encoding, problems) == (encoding, ())
    assert source.text.removeprefix("\ufeff") == WORDS
    assert source.text.encode(source.encoding) == data


@pytest.mark.parametrize(
    ("data", "encoding", "text"),
    [
        (b"# A\nTake \x93one\x94 \x96 twice, caf\xe9", "cp1252", "# A\nTake “one” – twice, café"),
        (b"# A\ncaf\xe9 \x81", "latin-1", "# A\ncafé \x81"),
    ],
)
def test_what_is_not_utf8_is_read_as_a_western_code_page_with_a_warning(
    read_data: Reading, data: bytes, encoding: str, text: str
) -> None:
    source, (problem,) = read_data(data)
    assert (source.encoding, source.text) == (encoding, text)
    assert (problem.code, problem.severity, str(problem.location)) == ("read-encoding", "warning", "a.md:2")


@given(st.binary(max_size=60))
def test_any_bytes_give_a_text_that_encodes_to_the_same_bytes_or_a_problem(data: bytes) -> None:
    stdin = Input(None, "stdin.md", "<stdin>")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(data)))
        try:
            source, _ = read(stdin)
        except ProblemError as error:
            assert {problem.code for problem in error.problems} <= {"read-empty", "read-binary", "read-encoding"}
        else:
            assert source.data == data
            assert source.text.encode(source.encoding) == data


def test_an_encoding_that_is_given_is_used(read_data: Reading) -> None:
    source, problems = read_data("# Лекарство".encode("koi8-r"), encoding="koi8-r")
    assert (source.text, source.encoding, problems) == ("# Лекарство", "koi8-r", ())


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "read-empty"),
        (b" \r\n\t\n", "read-empty"),
        (b"\xef\xbb\xbf\n", "read-empty"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "read-binary"),
        (b"\x1f\x8b\x08\x08\xff\xfe\x01", "read-binary"),
        (b"\xff\xfe#", "read-encoding"),
    ],
)
def test_what_holds_no_text_is_refused(read_data: Reading, data: bytes, code: str) -> None:
    with pytest.raises(ProblemError) as raised:
        read_data(data)
    assert code_of(raised) == code


def test_text_that_the_given_encoding_does_not_have_is_refused(read_data: Reading) -> None:
    with pytest.raises(ProblemError, match="cannot be decoded as ascii") as raised:
        read_data(WORDS.encode(), encoding="ascii")
    assert code_of(raised) == "read-encoding"


def test_a_file_at_the_limit_is_read_and_a_larger_one_refused(read_data: Reading) -> None:
    assert read_data(b"# A drug", max_size=8)[0].text == "# A drug"
    with pytest.raises(ProblemError, match="limit of 8 bytes") as raised:
        read_data(b"# A drugs", max_size=8)
    assert code_of(raised) == "read-too-large"


def test_of_a_huge_file_no_more_is_read_than_the_limit(tmp_path: Path) -> None:
    file = tmp_path / "huge.md"
    with file.open("wb") as stream:
        stream.truncate(1 << 40)
    with pytest.raises(ProblemError) as raised:
        read(Input(file, "huge.md", "huge.md"))
    assert code_of(raised) == "read-too-large"


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (PermissionError(13, "Permission denied"), "read-permission"),
        (FileNotFoundError(2, "No such file or directory"), "read-missing"),
        (OSError(5, "Input/output error"), "read-failed"),
    ],
)
def test_what_the_system_refuses_has_a_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: OSError, code: str
) -> None:
    def refuse(*_: object) -> None:
        raise error

    (tmp_path / "a.md").write_text("# A drug")
    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(ProblemError) as raised:
        read(Input(tmp_path / "a.md", "a.md", "a.md"))
    assert code_of(raised) == code


def test_a_link_to_itself_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.md").symlink_to("a.md")
    with pytest.raises(ProblemError) as raised:
        read(Input(tmp_path / "a.md", "a.md", "a.md"))
    assert code_of(raised) == "read-symlink-loop"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no named pipes")
def test_a_named_pipe_is_refused_without_waiting_for_a_writer(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.md")
    with pytest.raises(ProblemError, match="not a regular file") as raised:
        read(Input(tmp_path / "a.md", "a.md", "a.md"))
    assert code_of(raised) == "read-failed"


def test_the_problem_that_was_found_on_the_way_is_raised() -> None:
    problem = Problem("read-same-output", "error", "two of them")
    with pytest.raises(ProblemError, match="two of them"):
        read(Input(Path("a.md"), "a.md", "a.md", problem))
