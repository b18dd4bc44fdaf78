from __future__ import annotations

import errno

import pytest

from pipeline.problems import Problem, ProblemError
from pipeline.storage.error import StoreError
from pipeline.storage.faults import plainly


class AnswerError(Exception):
    """As aiohttp has it."""

    def __init__(self, status: int) -> None:
        super().__init__(f"{status}, url='https://host/?sig=secret'")
        self.status = status


def named(name: str, words: str = "as it says") -> Exception:
    kind: type[Exception] = type(name, (Exception,), {})
    return kind(words)


def refused(error: Exception) -> StoreError:
    with pytest.raises(StoreError) as raised, plainly():
        raise error
    return raised.value


@pytest.mark.parametrize(
    ("error", "number", "words"),
    [
        (FileNotFoundError("bucket/key"), errno.ENOENT, "there is no such file or folder"),
        (AnswerError(404), errno.ENOENT, "there is no such file or folder"),
        (AnswerError(403), errno.EACCES, "access is refused (the server answers 403 Forbidden)"),
        (PermissionError("Access Denied"), errno.EACCES, "access is refused (Access Denied)"),
        (named("NoCredentialsError"), errno.EPERM, "no credentials were found (as it says)"),
        (named("ClientConnectorError"), errno.EHOSTUNREACH, "the host cannot be reached (as it says)"),
        (TimeoutError(), errno.ETIMEDOUT, "there was no answer in time (TimeoutError)"),
        (ConnectionResetError("reset"), errno.ECONNRESET, "the connection broke off (reset)"),
        (AnswerError(503), errno.EAGAIN, "the server answers 503 Service Unavailable"),
        (AnswerError(418), errno.EIO, "the server answers 418 I'm a Teapot"),
        (ValueError("odd\nmore"), errno.EIO, "odd"),
        (OSError(errno.ENOSPC, "full"), errno.ENOSPC, "[Errno 28] full"),
    ],
)
def test_every_fault_has_a_number_and_one_line(error: Exception, number: int, words: str) -> None:
    fault = refused(error)
    assert (fault.errno, fault.strerror) == (number, words)


def test_what_is_plain_already_stays_as_it_is() -> None:
    problem = ProblemError(Problem("some-code", "error", "plain"))
    with pytest.raises(ProblemError) as raised, plainly():
        raise problem
    assert raised.value is problem
