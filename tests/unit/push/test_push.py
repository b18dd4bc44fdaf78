"""Pushes from beginning to end, against a server in memory."""

from __future__ import annotations

import json

import pytest

from pipeline.push.ledger import opened
from tests.unit.push.conftest import Loader, monograph
from tests.unit.push.fhir_server import BASE, FhirServer, references_in


def counts(pushed: object) -> dict[str, int]:
    found: dict[str, int] = {}
    for (_, outcome), number in pushed.counts.items():  # type: ignore[attr-defined]
        found[outcome] = found.get(outcome, 0) + number
    return {name: number for name, number in found.items() if number}


def test_an_output_is_put_resource_by_resource_under_its_own_ids(loader: Loader) -> None:
    loader.write(a=monograph("a", "nausea", "fever"), b=monograph("b", "rash"))
    assert counts(loader.push()) == {"created": 9}
    assert loader.server.resources["ClinicalUseDefinition/a--fever"]["subject"] == [{"reference": "Medication/a"}]
    assert set(loader.server.resources) == {
        f"{kind}/{key}" for kind in ("MedicationKnowledge", "Medication", "DocumentReference") for key in "ab"
    } | {"ClinicalUseDefinition/a--nausea", "ClinicalUseDefinition/a--fever", "ClinicalUseDefinition/b--rash"}


def test_one_line_says_what_it_will_do(loader: Loader) -> None:
    loader.write(a=monograph("a"))
    loader.push(max_entries=7)
    expected = f"{BASE}: a server that gives no name, FHIR 5.0.0 (R5); resources under their own ids, "
    assert loader.lines == [
        f"{expected}in transactions of up to 7 entries, 4 at a time; 3 to create, 0 to update, 0 to retire, 0 unchanged"
    ]


def test_a_second_push_sends_nothing(loader: Loader) -> None:
    loader.write(a=monograph("a", "nausea"))
    loader.push()
    assert loader.server.written == 4
    assert counts(loader.push()) == {"unchanged": 4}
    assert loader.server.requests == []


def test_of_an_edited_monograph_only_what_changed_goes(loader: Loader) -> None:
    loader.write(a=monograph("a", "nausea", "fever"), b=monograph("b", "rash"))
    loader.push()
    loader.server.requests.clear()
    loader.write(a=monograph("a", "nausea", "fever", "cough"))
    assert counts(loader.push()) == {"unchanged": 8, "updated": 1, "created": 1}
    assert loader.server.written == 2
    knowledge = loader.server.resources["MedicationKnowledge/a"]
    assert "ClinicalUseDefinition/a--cough" in references_in(knowledge)


def test_a_fact_that_has_vanished_is_retired_by_its_status(loader: Loader) -> None:
    loader.write(a=monograph("a", "nausea", "fever"))
    loader.push()
    loader.write(a=monograph("a", "nausea"))
    assert counts(loader.push()) == {"unchanged": 3, "updated": 1, "retired": 1}
    status = loader.server.resources["ClinicalUseDefinition/a--fever"]["status"]
    assert status["coding"][0]["code"] == "retired"
    assert counts(loader.push()) == {"unchanged": 4}


def test_a_fact_that_has_vanished_is_deleted_after_what_referred_to_it_has_changed(loader: Loader) -> None:
    loader.write(a=monograph("a", "nausea", "fever"))
    loader.push()
    loader.write(a=monograph("a", "nausea"))
    assert counts(loader.push(retire="delete")) == {"unchanged": 3, "updated": 1, "retired": 1}
    assert "ClinicalUseDefinition/a--fever" not in loader.server.resources


@pytest.mark.parametrize("mode", ["transaction", "batch", "single"])
def test_a_whole_monograph_is_deleted_from_its_referrers_down(loader: Loader, mode: str) -> None:
    loader.write(a=monograph("a", "nausea"), b=monograph("b", "rash"))
    loader.push(mode=mode)
    loader.remove("a")
    assert counts(loader.push(mode=mode, retire="delete")) == {"unchanged": 4, "retired": 4}
    assert {name.partition("/")[2][0] for name in loader.server.resources} == {"b"}


def test_a_whole_monograph_is_retired_each_type_by_its_own_status(loader: Loader) -> None:
    loader.write(a=monograph("a", "nausea"), b=monograph("b", "rash"))
    loader.push()
    loader.remove("a")
    assert counts(loader.push()) == {"unchanged": 4, "retired": 4}
    assert loader.server.resources["Medication/a"]["status"] == "inactive"
    assert loader.server.resources["MedicationKnowledge/a"]["status"] == "inactive"
    assert loader.server.resources["DocumentReference/a"]["status"] == "superseded"


def test_what_was_retired_and_comes_back_is_put_again(loader: Loader) -> None:
    loader.write(a=monograph("a", "nausea"), b=monograph("b"))
    loader.push()
    loader.remove("a")
    loader.push()
    loader.write(a=monograph("a", "nausea"))
    assert counts(loader.push()) == {"unchanged": 3, "updated": 4}
    assert loader.server.resources["Medication/a"]["status"] == "active"


def test_a_monograph_that_failed_to_convert_keeps_its_resources(loader: Loader) -> None:
    loader.write(a=monograph("a", "nausea"), b=monograph("b"))
    loader.push()
    loader.remove("a")
    rows = [{"monograph": "a.md", "converted": False}, {"monograph": "b.md", "converted": True}]
    (loader.output / "summary.json").write_text(json.dumps({"monographs": rows}))
    assert counts(loader.push()) == {"unchanged": 3}


def test_most_monographs_are_not_retired_by_accident(loader: Loader) -> None:
    loader.write(a=monograph("a"), b=monograph("b"), c=monograph("c"))
    loader.push()
    loader.remove("a")
    loader.remove("b")
    assert loader.refused() == ["push-retires-most"]
    assert loader.server.resources["Medication/a"]["status"] == "active"
    assert counts(loader.push(retire_most=True)) == {"unchanged": 3, "retired": 6}


def test_another_collection_retires_nothing_of_the_first(loader: Loader) -> None:
    loader.write(a=monograph("a"), b=monograph("b"))
    loader.push()
    loader.remove("a")
    assert counts(loader.push(collection="second")) == {"updated": 3}  # the server has them from the first
    assert loader.server.resources["Medication/a"]["status"] == "active"


def test_what_another_collection_has_too_is_not_retired(loader: Loader) -> None:
    loader.write(a=monograph("a"), b=monograph("b"))
    loader.push()
    loader.push(collection="second")
    loader.remove("a")
    assert counts(loader.push()) == {"unchanged": 3}
    assert loader.server.resources["Medication/a"]["status"] == "active"


def test_a_dry_run_tells_and_writes_nothing(loader: Loader) -> None:
    loader.write(a=monograph("a", "nausea"))
    assert counts(loader.push(dry_run=True)) == {"create": 4}
    assert loader.server.requests == []
    loader.push()
    loader.write(a=monograph("a", "fever"))
    assert counts(loader.push(dry_run=True)) == {"create": 1, "update": 1, "unchanged": 2, "retire": 1}


def test_a_refused_resource_is_shown_with_the_line_of_the_monograph(loader: Loader) -> None:
    loader.write(a=monograph("a", "nausea", "fever"))
    rows = [{"monograph": "a.md", "converted": True}]
    (loader.output / "summary.json").write_text(json.dumps({"monographs": rows}))
    loader.server.checks_references = False
    loader.server.refused = {"ClinicalUseDefinition/a--fever": "no fever here"}
    assert counts(loader.push()) == {"created": 4, "rejected": 1}
    (problem,) = loader.problems
    assert str(problem.location) == "a.md:3"
    assert (problem.code, problem.resource) == ("push-refused", "ClinicalUseDefinition/a--fever")
    assert problem.message == "the server refuses it (422): no fever here"


def test_rejected_resources_can_be_pushed_again_alone(loader: Loader) -> None:
    loader.write(a=monograph("a", "nausea", "fever"), b=monograph("b", "rash"))
    loader.server.refused = {"ClinicalUseDefinition/a--fever": "no fever here"}
    assert counts(loader.push()) == {"created": 7, "rejected": 2}  # the MedicationKnowledge refers to it
    rejected = loader.output / "rejected.ndjson"
    lines = [json.loads(line) for line in rejected.read_text().splitlines()]
    assert [line["resource"]["id"] for line in lines] == ["a--fever", "a"]
    assert lines[0]["reasons"] == ["no fever here"]
    loader.server.refused = {}
    assert counts(loader.push(rejected)) == {"created": 2}
    assert not rejected.exists()
    assert counts(loader.push()) == {"unchanged": 9}


def test_a_line_that_is_no_rejected_resource_is_a_problem(loader: Loader) -> None:
    loader.write(a=monograph("a", "fever"))
    loader.server.refused = {"ClinicalUseDefinition/a--fever": "no fever here"}
    loader.push()
    rejected = loader.output / "rejected.ndjson"
    rejected.write_text(rejected.read_text() + "nonsense\n")
    loader.push(rejected)
    assert "push-bad-line" in loader.codes()


def test_what_others_have_changed_is_not_replaced_unless_asked(loader: Loader) -> None:
    loader.write(a=monograph("a", "nausea"))
    loader.push()
    loader.server.versions["Medication/a"] = 7
    loader.write(a=monograph("a", "nausea", doseForm={"text": "tablet"}))
    assert counts(loader.push()) == {"unchanged": 3, "rejected": 1}
    assert loader.codes() == ["push-changed-on-server"]
    assert counts(loader.push(overwrite=True)) == {"unchanged": 3, "updated": 1}


def test_one_reference_with_two_contents_is_a_problem(loader: Loader) -> None:
    loader.write(a=monograph("a"), b=monograph("a", doseForm={"text": "tablet"}))
    loader.push()
    assert "push-two-contents" in loader.codes()


def test_decimals_keep_their_digits(loader: Loader) -> None:
    loader.write(a=monograph("a"))
    file = loader.output / "a.json"
    file.write_text(file.read_text().replace('"active"}', '"active", "value": 0.50}', 1))
    sent: list[bytes] = []
    loader.server.faults.append(lambda request: sent.append(request.content))  # type: ignore[func-returns-value]
    loader.push()
    assert b'"value":0.50' in b"".join(sent)


@pytest.mark.parametrize(
    ("server", "code"),
    [
        (FhirServer(fhir_version="4.0.1"), "push-fhir-version"),
        (FhirServer(update_create=False), "push-no-update-create"),
    ],
)
def test_a_server_that_cannot_take_it_gets_nothing(loader: Loader, server: FhirServer, code: str) -> None:
    loader.server = server
    loader.write(a=monograph("a"))
    assert set(loader.refused()) == {code}
    assert server.requests == []


def test_a_folder_without_bundles_is_a_problem(loader: Loader) -> None:
    loader.write()
    assert loader.refused() == ["push-no-bundle"]


def test_two_pushes_to_a_server_do_not_run_at_once(loader: Loader) -> None:
    loader.write(a=monograph("a"))
    with opened(loader.folder / "ledgers", BASE, "default"):
        assert loader.refused() == ["push-ledger-locked"]


def test_a_ledger_that_is_none_is_a_problem(loader: Loader) -> None:
    loader.write(a=monograph("a"))
    loader.push()
    (ledger,) = (loader.folder / "ledgers").glob("*.sqlite")
    ledger.write_bytes(b"not a database at all" * 300)
    assert loader.refused() == ["push-ledger-unreadable"]
