"""A web server over a folder, which can be told to answer otherwise."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

# What is answered in place of the file: a status, or a page of links.
Answers = Mapping[str, int | str]


class _Handler(SimpleHTTPRequestHandler):
    def __init__(self, *arguments: object, answers: Answers, asked: list[str], **options: object) -> None:
        self._answers, self._asked = answers, asked
        super().__init__(*arguments, **options)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        self._asked.append(self.path)
        answer = self._answers.get(self.path)
        if isinstance(answer, int):
            self.send_error(answer)
        elif isinstance(answer, str):
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(answer.encode())
        else:
            super().do_GET()

    def log_message(self, *_: object) -> None:
        pass


class _Server(ThreadingHTTPServer):
    def handle_error(self, *_: object) -> None:
        """Of a reader that has had enough, nothing is said."""


@contextmanager
def served(folder: Path, answers: Answers | None = None, asked: list[str] | None = None) -> Iterator[str]:
    """Its URL, without a slash at the end. `asked` grows by the path of each request."""
    handler = partial(_Handler, directory=str(folder), answers=answers or {}, asked=asked if asked is not None else [])
    with _Server(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
