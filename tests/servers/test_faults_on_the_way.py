"""Faults between the loader and a real server: each push ends with the server as it should be, or says why not."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.servers import running
from tests.servers.conftest import Push
from tests.servers.proxy import AfterwardsError, Fault, Proxy, Request, answer, proxied, truncated
from tests.servers.state import differences

SMALL = ("--max-entries", "20")  # some forty requests


@pytest.fixture
def proxy(sekmet: str) -> Iterator[Proxy]:
    with proxied(sekmet) as proxy:
        yield proxy


def every(nth: int, fault: Fault) -> Callable[[Request], Fault]:
    return lambda request: fault if request.number and request.number % nth == 0 else None


FAULTS: dict[str, Callable[[Request], Fault]] = {
    "429 with Retry-After": every(7, answer("429 Too Many Requests", "", "Retry-After: 1")),
    "a truncated body": every(5, truncated),
    "a connection that closes before the request arrives": every(5, ConnectionError()),
    "a connection that closes before the answer": every(5, AfterwardsError()),
    "a page of HTML": every(5, answer("200 OK", "<html><h1>Welcome</h1></html>", "Content-Type: text/html")),
    "a gateway's error page": every(5, answer("502 Bad Gateway", "<html>nginx</html>", "Content-Type: text/html")),
    "an answer that takes too long": every(11, 2.5),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_push_gets_through(proxy: Proxy, push: Push, output: Path, name: str) -> None:
    proxy.play = FAULTS[name]
    code, said = push(proxy.base, *SMALL, "--timeout", "2")
    assert code == 0, said
    assert differences(proxy.upstream, output) == []
    proxy.requests.clear()
    assert push(proxy.base)[0] == 0
    assert proxy.sent == []


def test_a_push_gets_through_errors_at_random(proxy: Proxy, push: Push, output: Path) -> None:
    chance = random.Random(7)
    failed = answer("500 Internal Server Error")
    proxy.play = lambda request: failed if request.number and chance.random() < 0.2 else None
    code, said = push(proxy.base, *SMALL)
    assert code == 0, said
    assert differences(proxy.upstream, output) == []


def test_a_server_that_is_down_is_told_and_loaded_once_it_is_up(push: Push, output: Path, tmp_path: Path) -> None:
    port = running.free_port()
    base = f"http://127.0.0.1:{port}/fhir"
    code, said = push(base, "--attempts", "2")
    assert code == 1
    assert "nothing was sent [push-unreachable]" in said
    with running.sekmet(tmp_path, port=port):
        assert push(base)[0] == 0
        assert differences(base, output) == []


def test_a_server_that_dies_on_the_way_is_loaded_when_it_is_back(push: Push, output: Path, tmp_path: Path) -> None:
    with ExitStack() as life:
        base = life.enter_context(running.sekmet(tmp_path))
        with proxied(base) as proxy:

            def play(request: Request) -> None:
                if request.number == 12:
                    life.close()

            proxy.play = play
            code, said = push(proxy.base, *SMALL, "--attempts", "2")
            assert code == 1
            assert "push again to go on from here [push-unreachable]" in said
            port = int(base.split(":")[2].split("/")[0])
            with running.sekmet(tmp_path, port=port):
                assert differences(base, output)
                code, said = push(proxy.base)
                assert code == 0, said
                assert differences(base, output) == []


def test_one_resource_that_is_refused_keeps_no_other_from_the_server(proxy: Proxy, push: Push, output: Path) -> None:
    def play(request: Request) -> Fault:
        refused = b'"id":"warfarin--effect-nosebleeds"' in request.body
        issue = {"severity": "error", "code": "business-rule", "diagnostics": "no noses"}
        outcome = json.dumps({"resourceType": "OperationOutcome", "issue": [issue]})
        return answer("422 Unprocessable", outcome, "Content-Type: application/fhir+json") if refused else None

    proxy.play = play
    code, said = push(proxy.base)
    assert code == 1
    refused = "ClinicalUseDefinition/warfarin--effect-nosebleeds"
    (line,) = [line for line in said.splitlines() if "push-refused" in line]
    assert line.startswith("warfarin.md:")
    assert f"error: {refused}: the server refuses it (422): no noses" in line
    assert differences(proxy.upstream, output) == [f"{refused}: 404"]
    proxy.play = lambda _: None
    assert push(proxy.base, path=output / "rejected.ndjson")[0] == 0
    assert differences(proxy.upstream, output) == []


def test_a_server_that_has_changed_its_release_gets_nothing(proxy: Proxy, push: Push) -> None:
    assert push(proxy.base)[0] == 0
    proxy.requests.clear()
    proxy.play = lambda request: None if request.number else lambda whole: whole.replace(b'"5.0.0"', b'"4.0.1"')
    code, said = push(proxy.base)
    assert (code, proxy.sent) == (1, [])
    assert "the output is FHIR R5, the server has FHIR 4.0.1 [push-fhir-version]" in said
