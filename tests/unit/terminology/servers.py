"""A small terminology server that answers as it is told to, and notes what it was asked."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

# Status, headers and body of an answer.
Answer = tuple[int, Mapping[str, str], bytes]
Asked = tuple[str, Mapping[str, str]]


@dataclass
class Small:
    """`asked` has the operation and parameters of each question, `tokens` what came as authorization."""

    url: str
    asked: list[Asked] = field(default_factory=list)
    tokens: list[str | None] = field(default_factory=list)


@contextmanager
def serving(answer: Callable[[str, Mapping[str, str]], Answer]) -> Iterator[Small]:
    """Serves on a free port of this machine until the context is left."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            parameters = {name: values[0] for name, values in parse_qs(parts.query).items()}
            small.asked.append((parts.path, parameters))
            small.tokens.append(self.headers.get("Authorization"))
            status, headers, body = answer(parts.path, parameters)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            """Says nothing on standard error."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    small = Small(f"http://127.0.0.1:{server.server_port}/r4")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield small
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def resource(content: Mapping[str, Any], status: int = 200) -> Answer:
    return status, {"Content-Type": "application/fhir+json"}, json.dumps(content).encode()


def expansion(*concepts: Mapping[str, Any]) -> Answer:
    return resource({"resourceType": "ValueSet", "expansion": {"contains": list(concepts)}})


def concept(code: str, display: str, *names: str, **more: Any) -> dict[str, Any]:
    designations = [{"value": name} for name in names]
    return {"system": "http://example.org/big", "code": code, "display": display, "designation": designations, **more}


def refusal(text: str, status: int = 422) -> Answer:
    return resource({"resourceType": "OperationOutcome", "issue": [{"diagnostics": text}]}, status)


def parameters(*listed: Mapping[str, Any]) -> Answer:
    return resource({"resourceType": "Parameters", "parameter": list(listed)})


def looked_up(display: str, *names: str, version: str | None = None, **properties: bool) -> Answer:
    """What $lookup answers."""
    stated = [{"name": "version", "valueString": version}] if version else []
    designations = [_parts("designation", {"language": {"valueCode": "en"}, "value": _text(name)}) for name in names]
    marks = [
        _parts("property", {"code": _text(name), "value": {"valueBoolean": value}})
        for name, value in properties.items()
    ]
    return parameters({"name": "display", "valueString": display}, *stated, *designations, *marks)


def match(code: str, relationship: str = "equivalent", name: str = "relationship", **more: Any) -> dict[str, Any]:
    """One match of what $translate answers."""
    coding = {"system": "http://example.org/other", "code": code, **more}
    return _parts("match", {name: {"valueCode": relationship}, "concept": {"valueCoding": coding}})


def _parts(name: str, parts: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    return {"name": name, "part": [{"name": part, **value} for part, value in parts.items()]}


def _text(value: str) -> dict[str, str]:
    return {"valueString": value}
