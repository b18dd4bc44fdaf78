"""A file or folder elsewhere, with those methods of a `Path` that outputs need."""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, BinaryIO, Literal, TypeVar

from pipeline.problems import Location, Problem, ProblemError
from pipeline.storage.error import StoreError
from pipeline.storage.faults import plainly
from pipeline.storage.stores import opened
from pipeline.storage.urls import WEB, joined, path_of, scheme_of, without_secrets

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem

Answer = TypeVar("Answer")

_ATTEMPTS = 4
# What a second attempt may find otherwise.
_PASSING = frozenset({errno.ECONNRESET, errno.EAGAIN})


@dataclass(frozen=True, slots=True)
class Remote:
    """Plain enough to pass to another process, on another machine too: each opens the store by itself.

    `size` in bytes, where a listing told it. All methods raise StoreError, an OSError, for what the store refuses, and
    ProblemError where there is no way to the store.
    """

    url: str
    size: int | None = None

    def __post_init__(self) -> None:
        if not path_of(self.url).strip("/"):
            message = f"a bucket or host is to stand behind '{self.scheme}://'"
            raise ProblemError(Problem("store-unknown", "error", message, Location(str(self))))

    def __str__(self) -> str:
        return without_secrets(self.url)

    def __truediv__(self, name: str) -> Remote:
        return Remote(joined(self.url, name))

    def absolute(self) -> Remote:
        return self

    @property
    def scheme(self) -> str:
        return scheme_of(self.url)

    @property
    def name(self) -> str:
        return PurePosixPath(path_of(self.url)).name

    @property
    def suffix(self) -> str:
        return PurePosixPath(self.name).suffix

    def is_file(self) -> bool:
        return self.ask(lambda store, path: bool(store.isfile(path)))

    def read_bytes(self) -> bytes:
        return self.ask(lambda store, path: bytes(store.cat_file(path)))

    def read_part(self, offset: int, size: int) -> bytes:
        return self.ask(lambda store, path: bytes(store.cat_file(path, start=offset, end=offset + size)))

    def read_up_to(self, limit: int) -> bytes:
        """At most one byte more than the limit; of a file that is known to be larger, none is fetched (EFBIG)."""
        if self.scheme in WEB:
            return self.ask(lambda store, path: _streamed(store, path, limit + 1))
        size = self.size if self.size is not None else self.ask(lambda store, path: store.info(path)["size"])
        if size is not None and size > limit:
            raise StoreError(errno.EFBIG, f"has {size:,} bytes, more than the limit of {limit:,}")
        return self.read_bytes()

    def open(self, mode: Literal["rb"] = "rb") -> BinaryIO:
        """A local copy, which is gone when it is closed: what follows can no longer fail half-way."""
        with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            copy = Path(folder) / "copy"
            self.ask(lambda store, path: store.get_file(path, str(copy)))
            return copy.open(mode)

    @contextmanager
    def replacing(self) -> Iterator[BinaryIO]:
        """A stream whose content is uploaded as a whole when the context is left without an exception."""
        with TemporaryDirectory() as folder:
            draft = Path(folder) / self.name  # stores tell the media type by the name
            with draft.open("xb") as stream:
                yield stream
            self.ask(lambda store, path: store.put_file(str(draft), path))

    def unlink(self, missing_ok: bool = False) -> None:
        try:
            self.ask(lambda store, path: store.rm_file(path))
        except StoreError as error:
            if not (missing_ok and error.errno == errno.ENOENT):
                raise

    def ask(self, question: Callable[[AbstractFileSystem, str], Answer]) -> Answer:
        """The answer of the store. Web servers are asked again where that may help; other stores do so themselves."""
        store, path = opened(self.url)

        def asked() -> Answer:
            with plainly():
                return question(store, path)

        return _again(asked) if self.scheme in WEB else asked()


def _again(question: Callable[[], Answer]) -> Answer:
    from tenacity import Retrying, retry_if_exception, stop_after_attempt, wait_random_exponential  # noqa: PLC0415

    retrying = Retrying(
        retry=retry_if_exception(lambda error: isinstance(error, StoreError) and error.errno in _PASSING),
        stop=stop_after_attempt(_ATTEMPTS),
        wait=wait_random_exponential(multiplier=0.2, max=5),
        reraise=True,
    )
    return retrying(question)


def _streamed(store: AbstractFileSystem, path: str, size: int) -> bytes:
    """The first `size` bytes. A server need not know ranges, and need not say how large a file is."""
    parts, missing = [], size
    # A size that is given saves the question for it; without blocks the answer is read as it comes.
    with store.open(path, "rb", block_size=0, size=1) as stream:
        while missing and (part := stream.read(missing)):
            parts.append(part)
            missing -= len(part)
    return b"".join(parts)
