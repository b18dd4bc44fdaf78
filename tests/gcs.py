"""As much of Google Cloud Storage's JSON interface as gcsfs asks for to list, read, write and remove objects."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        bucket, key, query = self._asked()
        objects = self.server.objects
        if key is None:
            self._answer(_listing(objects, bucket, query.get("prefix", [""])[0], query.get("delimiter", [""])[0]))
        elif (bucket, key) not in objects:
            self._answer({"error": {"code": 404, "message": "Not Found"}}, 404)
        elif query.get("alt") == ["media"]:
            first, _, last = self.headers.get("Range", "bytes=0-").removeprefix("bytes=").partition("-")
            part = slice(int(first), int(last) + 1 if last else None)
            self._send(objects[bucket, key][part], "application/octet-stream", 206 if "Range" in self.headers else 200)
        else:
            self._answer(_described(bucket, key, objects[bucket, key]))

    def do_POST(self) -> None:
        bucket, _, _ = self._asked()
        body = self.rfile.read(int(self.headers["Content-Length"]))
        header = f"Content-Type: {self.headers['Content-Type']}\r\n\r\n".encode()
        described, content = message_from_bytes(header + body).get_payload()
        key = json.loads(described.get_payload())["name"]
        data = content.get_payload(decode=True)
        self.server.objects[bucket, key] = data
        self._answer(_described(bucket, key, data))

    def do_DELETE(self) -> None:
        bucket, key, _ = self._asked()
        del self.server.objects[bucket, key]
        self._send(b"", "application/json", 204)

    def _asked(self) -> tuple[str, str | None, dict[str, list[str]]]:
        parts = urlsplit(self.path)
        _, _, place = parts.path.partition("/b/")
        bucket, _, key = place.partition("/o")
        return unquote(bucket), unquote(key[1:]) or None, parse_qs(parts.query)

    def _answer(self, content: Any, status: int = 200) -> None:
        self._send(json.dumps(content).encode(), "application/json", status)

    def _send(self, content: bytes, kind: str, status: int = 200) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        pass


def _described(bucket: str, key: str, data: bytes) -> dict[str, Any]:
    return {"kind": "storage#object", "bucket": bucket, "name": key, "size": str(len(data)), "etag": str(hash(data))}


def _listing(objects: dict[tuple[str, str], bytes], bucket: str, prefix: str, delimiter: str) -> dict[str, Any]:
    items, prefixes = [], set()
    for (holder, key), data in sorted(objects.items()):
        if holder == bucket and key.startswith(prefix):
            head, found, _ = key[len(prefix) :].partition(delimiter) if delimiter else (key, "", "")
            if found:
                prefixes.add(f"{prefix}{head}{delimiter}")
            else:
                items.append(_described(bucket, key, data))
    return {"kind": "storage#objects", "items": items, "prefixes": sorted(prefixes)}


class _Server(ThreadingHTTPServer):
    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.objects: dict[tuple[str, str], bytes] = {}

    def handle_error(self, *_: object) -> None:
        """Of a client that does not wait for the whole answer, nothing is said."""


@contextmanager
def google_storage() -> Iterator[str]:
    """Its URL, for STORAGE_EMULATOR_HOST."""
    with _Server() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
