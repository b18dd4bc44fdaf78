"""Capabilities, outcomes, addresses and comparison: what is read of a server's answers, and what is written to it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from pipeline.problems import Location
from pipeline.push.addresses import SYSTEM, ByIdentifier, search_for
from pipeline.push.capabilities import objections, read_capabilities
from pipeline.push.change import Answer, Change, Issue, is_transient
from pipeline.push.compare import difference
from pipeline.push.outcomes import entry_answers, issues_of, refusal, written
from pipeline.push.release import release_of
from pipeline.push.settings import Settings

TYPES = frozenset({"Medication"})


def statement(**more: Any) -> dict[str, Any]:
    rest = {"mode": "server", "interaction": [], "resource": [{"type": "Medication"}], **more}
    return {"resourceType": "CapabilityStatement", "fhirVersion": "5.0.0", "rest": [rest]}


@pytest.mark.parametrize(
    ("stated", "mode"),
    [(["transaction", "batch"], "transaction"), (["batch"], "batch"), (["history-system"], "single"), ([], "single")],
)
def test_the_best_kind_of_request_that_is_stated_is_chosen(stated: list[str], mode: str) -> None:
    capabilities = read_capabilities(statement(interaction=[{"code": code} for code in stated]))
    assert capabilities.mode(None) == mode
    assert capabilities.mode("batch") == "batch"


@pytest.mark.parametrize(
    ("support", "settings", "expected"),
    [
        ({}, Settings(""), []),
        ({"updateCreate": True, "interaction": [{"code": "update"}]}, Settings(""), []),
        ({"interaction": [{"code": "read"}]}, Settings(""), ["push-type-unsupported"]),
        ({"updateCreate": False}, Settings(""), ["push-no-update-create"]),
        ({"updateCreate": False}, Settings("", conditional=True), []),
        ({"conditionalUpdate": False}, Settings("", conditional=True), ["push-no-conditional"]),
    ],
)
def test_what_a_server_says_that_it_cannot_do_stands_against_it(
    support: dict[str, Any], settings: Settings, expected: list[str]
) -> None:
    capabilities = read_capabilities(statement(resource=[{"type": "Medication", **support}]))
    found = objections(capabilities, TYPES, frozenset({"R5"}), settings)
    assert [problem.code for problem in found] == expected


def test_a_type_that_is_not_listed_is_not_taken() -> None:
    capabilities = read_capabilities(statement(resource=[{"type": "Patient"}]))
    assert [one.code for one in objections(capabilities, TYPES, frozenset(), Settings(""))] == ["push-type-unsupported"]


def test_a_server_that_takes_only_xml_gets_nothing() -> None:
    capabilities = read_capabilities({**statement(), "format": ["application/fhir+xml"]})
    assert [one.code for one in objections(capabilities, TYPES, frozenset(), Settings(""))] == ["push-no-json"]


@pytest.mark.parametrize(
    ("resource", "release"),
    [
        ({"resourceType": "Group", "membership": "definitional"}, "R5"),
        ({"resourceType": "Group", "actual": False}, "R4B"),
        ({"resourceType": "DocumentReference", "content": [{"attachment": {"size": "12"}}]}, "R5"),
        ({"resourceType": "DocumentReference", "content": [{"attachment": {"size": 12}}]}, "R4B"),
        ({"resourceType": "Medication"}, None),
    ],
)
def test_a_bundle_shows_its_release(resource: dict[str, Any], release: str | None) -> None:
    assert release_of({"resourceType": "Bundle", "entry": [{"resource": resource}]}) == release


@pytest.mark.parametrize(
    ("status", "passes"), [(408, True), (429, True), (500, True), (503, True), (400, False), (501, False)]
)
def test_some_failures_may_pass(status: int, passes: bool) -> None:
    assert is_transient(status) is passes


def test_information_is_left_out_where_something_is_wrong() -> None:
    issues = [
        {"severity": "information", "code": "informational", "diagnostics": "all fine"},
        {"severity": "error", "code": "value", "details": {"text": "no  such\ncode"}, "expression": ["Group.type"]},
    ]
    assert issues_of({"resourceType": "OperationOutcome", "issue": issues}) == (
        Issue("value", "no such code", "Group.type"),
    )


@pytest.mark.parametrize(
    "content", [None, {}, {"resourceType": "OperationOutcome"}, {"resourceType": "OperationOutcome", "issue": 7}]
)
def test_what_is_no_outcome_has_no_issues(content: Any) -> None:
    assert issues_of(content) == ()


@pytest.mark.parametrize(
    ("etag", "location", "resource", "expected"),
    [
        ('W/"3"', "Group/x/_history/3", None, ("3", "x")),
        ("3", "https://fhir.test/Group/x/_history/3", None, ("3", "x")),
        (None, "Group/x", {"resourceType": "Group", "id": "x", "meta": {"versionId": "2"}}, ("2", "x")),
        (None, None, {"resourceType": "OperationOutcome", "id": "y"}, (None, None)),
        (None, None, None, (None, None)),
    ],
)
def test_version_and_id_are_read_from_wherever_they_stand(
    etag: Any, location: Any, resource: Any, expected: tuple[Any, Any]
) -> None:
    assert written(etag, location, resource) == expected


@pytest.mark.parametrize(
    "entries",
    [None, [], [{}, {}], [{"response": {}}, {"response": {"status": "200"}}], [{"response": 1}, 7], [1, 2, 3]],
)
def test_an_answer_that_does_not_answer_each_entry_is_none(entries: Any) -> None:
    assert entry_answers({"resourceType": "Bundle", "entry": entries}, 2) is None


def test_a_conflict_is_told_as_one_only_where_a_version_was_expected() -> None:
    answer = Answer(412, issues=(Issue("conflict", "other version"),))
    place = Location("a.md", 3)
    codes = [refusal(Change("Group/x", "a", version=one, location=place), answer).code for one in ("3", None)]
    assert codes == ["push-changed-on-server", "push-refused"]


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ({"value": 0.1}, None),
        ({"value": Decimal("0.10")}, None),
        ({"value": "0.10"}, "Group.value"),
        ({"value": 0.1, "meta": {"versionId": "1", "lastUpdated": "now", "source": "#x"}}, None),
        ({"value": 0.1, "meta": {"tag": []}}, "Group.meta"),
        ({"value": True}, "Group.value"),
        ({"value": 0.1, "more": 1}, "Group.more"),
        ({}, "Group.value"),
    ],
)
def test_a_difference_is_told_by_its_place(found: dict[str, Any], expected: str | None) -> None:
    given = {"resourceType": "Group", "value": Decimal("0.10")}
    assert difference({"resourceType": "Group", **found}, given) == expected


def test_an_integer_that_json_has_as_a_string_may_come_back_as_a_number() -> None:
    assert difference({"size": 12}, {"size": "12"}) is None
    assert difference({"size": 13}, {"size": "12"}) == "None.size"


def change(reference: str, *targets: str, **content: Any) -> Change:
    kind, _, name = reference.partition("/")
    references = [{"reference": one} for one in targets]
    whole = {"resourceType": kind, "id": name, "refers": references, **content}
    return Change(reference, "m", content=whole, digest="x", references=frozenset(targets))


def test_by_identifier_a_resource_is_sent_without_our_id_and_found_by_it() -> None:
    addresses = ByIdentifier({})
    content = addresses.content(change("Group/x"), frozenset())
    assert content == {"resourceType": "Group", "refers": [], "identifier": [{"system": SYSTEM, "value": "x"}]}
    assert addresses.url("Group/x").startswith("Group?identifier=https%3A%2F%2F")
    assert search_for("Provenance/x").startswith("Provenance?_tag=")


def test_a_type_without_identifier_is_tagged() -> None:
    content = ByIdentifier({}).content(change("Provenance/x", meta={"profile": ["p"]}), frozenset())
    assert content is not None
    assert content["meta"] == {"profile": ["p"], "tag": [{"system": SYSTEM, "code": "x"}]}


def test_an_identifier_that_is_there_is_not_given_twice() -> None:
    identifier = [{"system": SYSTEM, "value": "x"}]
    content = ByIdentifier({}).content(change("Group/x", identifier=identifier), frozenset())
    assert content is not None
    assert content["identifier"] == identifier


def test_references_go_to_the_same_request_to_a_known_place_or_to_a_search() -> None:
    addresses = ByIdentifier({"Group/known": "Group/17"})
    one = change("Provenance/x", "Group/together", "Group/known", "Group/unknown")
    content = addresses.content(one, frozenset({"Group/together"}))
    assert content is not None
    together, known, unknown = [target["reference"] for target in content["refers"]]
    assert together == addresses.full_url("Group/together")
    assert known == "Group/17"
    assert unknown == search_for("Group/unknown")


def test_the_id_that_a_server_gave_is_used_from_then_on() -> None:
    addresses = ByIdentifier({})
    addresses.learn(change("Group/x"), Answer(201, id="17"))
    assert addresses.url("Group/x") == "Group/17"
    content = addresses.content(change("Group/x"), frozenset())
    assert content is not None
    assert content["id"] == "17"
    addresses.learn(Change("Group/x", "m", "DELETE"), Answer(204))
    assert addresses.place("Group/x") is None
