"""A proxy between loader and server that plays faults: an asyncio server in a thread of its own."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

_HEAD_END = b"\r\n\r\n"


@dataclass(frozen=True)
class Request:
    """`number` counts from 1, requests for /metadata left out (they have 0)."""

    number: int
    method: str
    path: str
    body: bytes


# What is done with a request: None passes it on; bytes are the whole answer; a function makes the answer of the
# server's; an exception closes the connection, before the server has seen the request or, AfterwardsError, after.
Fault = bytes | Callable[[bytes], bytes] | Exception | float | None


class AfterwardsError(Exception):
    """The server gets the request, the loader gets no answer."""


def answer(status: str, body: str = "", *headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body.encode())}", "Connection: close", *headers]
    return "\r\n".join(lines).encode() + _HEAD_END + body.encode()


def truncated(whole: bytes) -> bytes:
    """An answer that ends in the midst of its body."""
    head, _, body = whole.partition(_HEAD_END)
    return head + _HEAD_END + body[: len(body) // 2]


@dataclass
class Proxy:
    """`play` is asked about each request; a float is for how many seconds it is held up."""

    upstream: str
    play: Callable[[Request], Fault] = lambda _: None
    port: int = 0
    requests: list[Request] = field(default_factory=list)

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}/fhir"

    @property
    def sent(self) -> list[Request]:
        """All but reads."""
        return [request for request in self.requests if request.method != "GET"]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, asyncio.IncompleteReadError):
            head, body = await _message(reader)
            method, path, _ = head.decode().split(" ", 2)
            number = 0 if path.endswith("/metadata") else len([one for one in self.requests if one.number]) + 1
            request = Request(number, method, path, body)
            self.requests.append(request)
            writer.write(await self._answer(request, head + body))
            await writer.drain()
        writer.close()

    async def _answer(self, request: Request, raw: bytes) -> bytes:
        fault = self.play(request)
        if isinstance(fault, bytes):
            return fault
        if isinstance(fault, Exception) and not isinstance(fault, AfterwardsError):
            return b""
        if isinstance(fault, float):
            await asyncio.sleep(fault)
        whole = await self._passed_on(raw)
        if isinstance(fault, AfterwardsError):
            return b""
        return fault(whole) if callable(fault) else whole

    async def _passed_on(self, raw: bytes) -> bytes:
        """Both sides speak of the same host and port in what they say, or a server's URLs would lead past us."""
        head, _, body = raw.partition(_HEAD_END)
        lines = [line for line in head.split(b"\r\n") if not line.lower().startswith(b"connection:")]
        reader, writer = await asyncio.open_connection("127.0.0.1", urlsplit(self.upstream).port)
        writer.write(b"\r\n".join([*lines, b"Connection: close"]) + _HEAD_END + body)
        whole = await reader.read(-1)
        writer.close()
        return whole


async def _message(reader: asyncio.StreamReader) -> tuple[bytes, bytes]:
    head = await reader.readuntil(_HEAD_END)
    lengths = [line.split(b":")[1] for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")]
    return head, await reader.readexactly(int(lengths[0])) if lengths else b""


@contextmanager
def proxied(upstream: str) -> Iterator[Proxy]:
    """A proxy before a server, for as long as the context lasts."""
    proxy = Proxy(upstream)
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    start = asyncio.start_server(proxy.serve, "127.0.0.1", 0, limit=2**26)
    server = asyncio.run_coroutine_threadsafe(start, loop).result()
    proxy.port = server.sockets[0].getsockname()[1]
    try:
        yield proxy
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
