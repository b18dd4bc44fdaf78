from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.deliver import DRAFTS, TARGETS
from pipeline.deliver.atomic import no_drafts
from pipeline.model.outcome import Draft, Outcome
from pipeline.problems import Problem

WRONG = Problem("some-code", "error", "something is wrong")
DOUBT = Problem("some-doubt", "warning", "something may be wrong")


def outcome(path: str, bundle: bytes | None = b"{}\n", *problems: Problem) -> Outcome:
    return Outcome(path, f"in/{path}", problems, bundle)


def deliver(folder: Path, *outcomes: Outcome, form: str = "json", keep_invalid: bool = False) -> dict[str, bytes]:
    with TARGETS[form](folder, keep_invalid) as take:
        for one in outcomes:
            take(one)
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_each_bundle_stands_at_the_path_of_its_monograph(tmp_path: Path) -> None:
    found = deliver(tmp_path, outcome("a.md", b"1"), outcome("b/c.1.markdown", b"2", DOUBT))
    assert found == {"a.json": b"1", "b/c.1.json": b"2"}


def test_a_bundle_with_errors_is_written_on_request_only_and_under_another_name(tmp_path: Path) -> None:
    invalid = outcome("a.md", b"1", WRONG)
    assert deliver(tmp_path, invalid) == {}
    assert deliver(tmp_path, invalid, keep_invalid=True) == {"a.invalid.json": b"1"}


def test_the_bundle_of_an_earlier_run_goes_when_its_monograph_fails(tmp_path: Path) -> None:
    deliver(tmp_path, outcome("a.md"), outcome("b.md"))
    assert deliver(tmp_path, outcome("a.md", b"1", WRONG)) == {"b.json": b"{}\n"}
    assert deliver(tmp_path, outcome("b.md", None)) == {}


def test_the_invalid_bundle_of_an_earlier_run_goes_when_its_monograph_is_right_again(tmp_path: Path) -> None:
    deliver(tmp_path, outcome("a.md", b"1", WRONG), keep_invalid=True)
    assert deliver(tmp_path, outcome("a.md", b"2"), keep_invalid=True) == {"a.json": b"2"}


def test_a_folder_without_monographs_writes_and_removes_nothing(tmp_path: Path) -> None:
    assert deliver(tmp_path, outcome(".", None, WRONG), keep_invalid=True) == {}


def test_ndjson_has_one_bundle_a_line_in_the_order_of_delivery(tmp_path: Path) -> None:
    found = deliver(
        tmp_path, outcome("b.md", b"1\n"), outcome("x.md", b"0\n", WRONG), outcome("a.md", b"2\n"), form="ndjson"
    )
    assert found == {"bundles.ndjson": b"1\n2\n"}


def test_ndjson_keeps_bundles_with_errors_apart(tmp_path: Path) -> None:
    found = deliver(tmp_path, outcome("b.md", b"1\n"), outcome("x.md", b"0\n", WRONG), form="ndjson", keep_invalid=True)
    assert found == {"bundles.ndjson": b"1\n", "bundles.invalid.ndjson": b"0\n"}


def test_ndjson_is_in_place_only_when_it_is_whole(tmp_path: Path) -> None:
    (tmp_path / "bundles.ndjson").write_bytes(b"old\n")
    with pytest.raises(RuntimeError), TARGETS["ndjson"](tmp_path, False) as take:
        take(outcome("a.md", b"1\n"))
        raise RuntimeError
    assert [file.read_bytes() for file in tmp_path.iterdir()] == [b"old\n"]


@pytest.mark.parametrize("keep_invalid", [False, True])
@pytest.mark.parametrize("problems", [(), (WRONG,)])
def test_a_draft_ends_where_the_bundle_itself_would(
    tmp_path: Path, problems: tuple[Problem, ...], keep_invalid: bool
) -> None:
    whole = outcome("b/a.md", b"1", *problems)
    directly = deliver(tmp_path / "directly", whole, keep_invalid=keep_invalid)
    drafted = DRAFTS["json"](tmp_path / "drafted", keep_invalid)(whole)
    assert not isinstance(drafted.bundle, bytes)
    assert deliver(tmp_path / "drafted", drafted, keep_invalid=keep_invalid) == directly


def test_a_draft_changes_nothing_until_it_is_delivered(tmp_path: Path) -> None:
    deliver(tmp_path, outcome("a.md", b"1"))
    drafted = DRAFTS["json"](tmp_path, False)(outcome("a.md", b"2"))
    assert isinstance(drafted.bundle, Draft)
    assert (tmp_path / "a.json").read_bytes() == b"1"
    with no_drafts(tmp_path):
        assert [file.name for file in tmp_path.iterdir()] == ["a.json"]
