"""What goes wrong on the way, one fault a test, against a server in memory."""

from __future__ import annotations

import json
from collections.abc import Callable

import httpx
import pytest

from tests.unit.push.conftest import Loader, monograph
from tests.unit.push.fhir_server import Fault, outcome
from tests.unit.push.test_push import counts


def first(times: int, answer: Callable[[httpx.Request], httpx.Response | Exception]) -> Fault:
    """That answer to the first requests, the server's own to the rest."""
    left = [times]

    def fault(request: httpx.Request) -> httpx.Response | Exception | None:
        left[0] -= 1
        return answer(request) if left[0] >= 0 else None

    return fault


PASSING: dict[str, Callable[[httpx.Request], httpx.Response | Exception]] = {
    "connection refused": lambda _: httpx.ConnectError("refused"),
    "connection closed": lambda _: httpx.RemoteProtocolError("closed"),
    "no answer in time": lambda _: httpx.ReadTimeout("slow"),
    "too many requests": lambda _: httpx.Response(429, headers={"Retry-After": "7"}),
    "internal error": lambda _: httpx.Response(500),
    "request time-out": lambda _: httpx.Response(408),
    "a proxy's page": lambda _: httpx.Response(502, text="<html>Bad gateway</html>"),
    "a page instead of an answer": lambda _: httpx.Response(200, text="<html>Welcome</html>"),
    "a truncated body": lambda _: httpx.Response(200, text='{"resourceType": "Bundle", "entry": [{"resp'),
    "an answer to another question": lambda _: httpx.Response(200, json={"resourceType": "Bundle", "entry": []}),
}


@pytest.mark.parametrize("name", PASSING)
def test_what_may_pass_is_tried_again(loader: Loader, name: str) -> None:
    loader.write(a=monograph("a", "nausea"))
    loader.server.faults.append(first(2, PASSING[name]))
    pushed = loader.push()
    assert counts(pushed) == {"created": 4}
    assert pushed.retries == 2


def test_a_server_that_asks_for_a_pause_gets_it(loader: Loader, pauses: list[float]) -> None:
    loader.write(a=monograph("a", "nausea"))
    loader.server.faults.append(first(1, lambda _: httpx.Response(429, headers={"Retry-After": "40"})))
    loader.push()
    assert max(pauses) >= 40


def test_a_pause_may_be_a_date(loader: Loader, pauses: list[float]) -> None:
    loader.write(a=monograph("a"))
    late = {"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"}
    loader.server.faults.append(first(1, lambda _: httpx.Response(503, headers=late)))
    assert counts(loader.push()) == {"created": 3}


def test_a_server_that_wants_us_back_tomorrow_ends_the_push(loader: Loader) -> None:
    loader.write(a=monograph("a"))
    loader.server.faults.append(first(1, lambda _: httpx.Response(503, headers={"Retry-After": "86400"})))
    assert loader.refused() == ["push-unreachable"]


def test_what_will_not_pass_is_not_tried_again(loader: Loader, pauses: list[float]) -> None:
    loader.write(a=monograph("a"))
    loader.server.faults.append(lambda _: outcome("not like this", status=400))
    assert counts(loader.push()) == {"rejected": 3}
    assert pauses == []


def test_credentials_that_are_not_accepted_end_the_push_at_once(loader: Loader) -> None:
    loader.write(a=monograph("a"))
    loader.server.faults.append(lambda _: httpx.Response(401))
    assert loader.refused() == ["push-unauthorised"]
    assert len(loader.server.requests) == 1


def test_a_dead_server_ends_the_push_and_the_next_one_goes_on(loader: Loader) -> None:
    loader.write(a=monograph("a", "nausea"), b=monograph("b", "rash"))
    alive = first(10, lambda _: httpx.ConnectError("down"))
    loader.server.faults.append(lambda request: alive(request) if loader.server.resources else None)
    assert loader.refused(connections=1) == ["push-unreachable"]
    loader.server.faults.clear()
    assert counts(loader.push())["created"] == 4
    assert len(loader.server.resources) == 8


def test_an_answer_that_was_lost_is_no_conflict(loader: Loader) -> None:
    loader.write(a=monograph("a", "nausea"))
    loader.push()
    answers = first(1, lambda _: httpx.ReadError("lost"))
    handle = loader.server.handle

    def lossy(request: httpx.Request) -> httpx.Response:
        answer = handle(request)
        lost = answers(request) if request.method == "PUT" else None
        if isinstance(lost, Exception):
            raise lost
        return answer

    loader.server.handle = lossy  # type: ignore[method-assign]
    loader.write(a=monograph("a", "nausea", doseForm={"text": "tablet"}))
    assert counts(loader.push()) == {"unchanged": 3, "updated": 1}


def test_entries_that_fail_inside_a_good_answer_are_sent_again_alone(loader: Loader) -> None:
    loader.write(a=monograph("a", "nausea", "fever"))
    loader.server.interactions = ("batch",)
    loader.server.entry_faults = [0, 429, 0, 503, 0]
    pushed = loader.push()
    assert counts(pushed) == {"created": 5}
    assert [entries for _, _, entries in loader.server.requests] == [2, 1, 2, 1, 0]  # no entry with what it refers to


def test_a_request_that_is_too_large_is_cut_and_the_size_remembered(loader: Loader) -> None:
    loader.write(a=monograph("a", *"bcdefghij"))
    loader.server.limit = 7
    assert counts(loader.push()) == {"created": 12}
    loader.server.requests.clear()
    loader.write(b=monograph("b", *"cdefghijk"))
    loader.push()
    assert max(entries for _, _, entries in loader.server.requests) <= 7
    assert len(loader.server.resources) == 24


def test_a_server_that_does_not_say_why_it_refuses_many_is_understood_too(loader: Loader) -> None:
    loader.write(a=monograph("a", *"bcdefghij"))
    loader.server.faults.append(
        lambda request: outcome("no", status=400) if len(json.loads(request.content).get("entry", [])) > 6 else None
    )
    loader.push()
    assert max(entries for _, _, entries in loader.server.requests) == 12
    loader.server.requests.clear()
    loader.write(b=monograph("b", *"cdefghijk"))
    assert counts(loader.push())["created"] == 12
    assert max(entries for _, _, entries in loader.server.requests) <= 6


@pytest.mark.parametrize("poison", ["a", "c", "h", "p"])
def test_a_server_that_always_fails_on_one_resource_gets_the_others(loader: Loader, poison: str) -> None:
    loader.write(m=monograph("m", *"abcdefghijklmnop"))
    loader.server.checks_references = False
    name = f'"id":"m--{poison}"'.encode()
    loader.server.faults.append(lambda request: httpx.Response(500) if name in request.content else None)
    assert counts(loader.push()) == {"created": 18, "rejected": 1}
    assert loader.codes() == ["push-failed"]


def test_a_server_that_fails_on_everything_is_given_up_soon(loader: Loader) -> None:
    loader.write(m=monograph("m", *"abcdefghijklmnop"))
    loader.server.faults.append(lambda _: httpx.Response(500))
    assert loader.refused() == ["push-unreachable"]
    assert len(loader.server.requests) < 50


@pytest.mark.parametrize(("status", "place"), [(307, "https://elsewhere.test/r5"), (302, "https://fhir.test/r5/login")])
def test_nothing_goes_to_another_origin_or_another_method(loader: Loader, status: int, place: str) -> None:
    loader.write(a=monograph("a"))
    loader.server.faults.append(lambda _: httpx.Response(status, headers={"Location": place}))
    assert loader.refused() == ["push-other-origin"]


def test_a_redirect_within_the_origin_is_followed(loader: Loader) -> None:
    loader.write(a=monograph("a"))
    there = {"Location": "https://fhir.test/r5"}
    loader.server.faults.append(first(1, lambda _: httpx.Response(307, headers=there)))
    assert counts(loader.push()) == {"created": 3}


@pytest.mark.parametrize("body", ["<html></html>", "{}", '{"resourceType": "Patient"}'])
def test_a_page_that_is_no_server_is_told_as_such(loader: Loader, body: str) -> None:
    loader.write(a=monograph("a"))
    loader.server.handle = lambda _: httpx.Response(404, text=body)  # type: ignore[method-assign]
    assert loader.refused() == ["push-no-capabilities"]


class Killed(BaseException):
    """Stands for a kill: nothing of ours runs after it."""


def kill(loader: Loader, after: int) -> None:
    """Pushes until the server has answered that many requests, of which the last answer never arrives."""
    handle = loader.server.handle
    left = [after]

    def dying(request: httpx.Request) -> httpx.Response:
        answer = handle(request)
        left[0] -= not request.url.path.endswith("metadata")
        if left[0] < 0:
            raise Killed
        return answer

    loader.server.handle = dying  # type: ignore[method-assign]
    with pytest.raises(BaseExceptionGroup):
        loader.push(connections=1, max_entries=2)
    loader.server.handle = handle  # type: ignore[method-assign]


@pytest.mark.parametrize("after", range(5))
def test_after_a_kill_the_next_push_ends_as_if_it_had_never_been(loader: Loader, after: int) -> None:
    loader.write(a=monograph("a", "nausea", "fever"), b=monograph("b", "rash"))
    kill(loader, after)
    loader.push()
    assert len(loader.server.resources) == 9
    assert counts(loader.push()) == {"unchanged": 9}


@pytest.mark.parametrize("after", range(5))
def test_what_arrived_before_a_kill_and_vanishes_after_it_is_no_ghost(loader: Loader, after: int) -> None:
    loader.write(a=monograph("a", "nausea", "fever"), b=monograph("b", "rash"))
    kill(loader, after)
    loader.remove("a")
    loader.push(retire="delete")
    assert {name.partition("/")[2][0] for name in loader.server.resources} == {"b"}


def test_a_retirement_that_was_killed_is_made_up_for(loader: Loader) -> None:
    loader.write(a=monograph("a", "nausea"), b=monograph("b", "rash"))
    loader.push()
    loader.remove("a")
    kill(loader, 3)
    loader.push(check=True)
    assert loader.problems == []
    assert loader.server.resources["Medication/a"]["status"] == "inactive"
