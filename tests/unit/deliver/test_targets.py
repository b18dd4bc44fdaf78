from __future__ import annotations

import uuid
from pathlib import Path

import pytest

from pipeline.deliver import DRAFTS, TARGETS
from pipeline.deliver.atomic import no_drafts
from pipeline.model.outcome import Draft, Outcome
from pipeline.problems import Problem
from pipeline.storage.folders import Folder
from pipeline.storage.remote import Remote
from tests.elsewhere import contents, write

WRONG = Problem("some-code", "error", "something is wrong")
DOUBT = Problem("some-doubt", "warning", "something may be wrong")


def outcome(path: str, bundle: bytes | None = b"{}\n", *problems: Problem) -> Outcome:
    return Outcome(path, f"in/{path}", problems, bundle)


@pytest.fixture(params=["here", "elsewhere"])
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Folder:
    return tmp_path if request.param == "here" else Remote(f"memory://{uuid.uuid4()}/out")


def deliver(
    folder: Folder, *outcomes: Outcome, form: str = "json", keep_invalid: bool = False, partitions: int = 1
) -> dict[str, bytes]:
    with TARGETS[form](folder, keep_invalid, partitions) as take:
        for one in outcomes:
            take(one)
    return contents(folder)


def test_each_bundle_stands_at_the_path_of_its_monograph(folder: Folder) -> None:
    found = deliver(folder, outcome("a.md", b"1"), outcome("b/c.1.markdown", b"2", DOUBT))
    assert found == {"a.json": b"1", "b/c.1.json": b"2"}


def test_a_bundle_with_errors_is_written_on_request_only_and_under_another_name(folder: Folder) -> None:
    invalid = outcome("a.md", b"1", WRONG)
    assert deliver(folder, invalid) == {}
    assert deliver(folder, invalid, keep_invalid=True) == {"a.invalid.json": b"1"}


def test_the_bundle_of_an_earlier_run_goes_when_its_monograph_fails(folder: Folder) -> None:
    deliver(folder, outcome("a.md"), outcome("b.md"))
    assert deliver(folder, outcome("a.md", b"1", WRONG)) == {"b.json": b"{}\n"}
    assert deliver(folder, outcome("b.md", None)) == {}


def test_the_invalid_bundle_of_an_earlier_run_goes_when_its_monograph_is_right_again(folder: Folder) -> None:
    deliver(folder, outcome("a.md", b"1", WRONG), keep_invalid=True)
    assert deliver(folder, outcome("a.md", b"2"), keep_invalid=True) == {"a.json": b"2"}


def test_a_folder_without_monographs_writes_and_removes_nothing(folder: Folder) -> None:
    assert deliver(folder, outcome(".", None, WRONG), keep_invalid=True) == {}


def test_ndjson_has_one_bundle_a_line_in_the_order_of_delivery(folder: Folder) -> None:
    found = deliver(
        folder, outcome("b.md", b"1\n"), outcome("x.md", b"0\n", WRONG), outcome("a.md", b"2\n"), form="ndjson"
    )
    assert found == {"bundles.ndjson": b"1\n2\n"}


def test_ndjson_keeps_bundles_with_errors_apart(folder: Folder) -> None:
    found = deliver(folder, outcome("b.md", b"1\n"), outcome("x.md", b"0\n", WRONG), form="ndjson", keep_invalid=True)
    assert found == {"bundles.ndjson": b"1\n", "bundles.invalid.ndjson": b"0\n"}


def test_ndjson_is_in_place_only_when_it_is_whole(folder: Folder) -> None:
    write(folder, "bundles.ndjson", b"old\n")
    with pytest.raises(RuntimeError), TARGETS["ndjson"](folder, False, 1) as take:
        take(outcome("a.md", b"1\n"))
        raise RuntimeError
    assert contents(folder) == {"bundles.ndjson": b"old\n"}


def test_a_monograph_has_the_same_partition_whatever_others_there_are(folder: Folder) -> None:
    pages = [outcome(f"{number}.md", b"%d\n" % number) for number in range(20)]
    found = deliver(folder, *pages, form="ndjson", partitions=3)
    assert list(found) == ["bundles-00000.ndjson", "bundles-00001.ndjson", "bundles-00002.ndjson"]
    assert sorted(b"".join(found.values()).split()) == sorted(b"%d" % number for number in range(20))
    fewer = deliver(folder, *pages[::2], form="ndjson", partitions=3)
    for name, lines in fewer.items():
        assert lines.split() == [line for line in found[name].split() if int(line) % 2 == 0]


def test_partitions_of_an_earlier_run_go(folder: Folder) -> None:
    invalid = outcome("x.md", b"0\n", WRONG)
    deliver(folder, outcome("a.md", b"1\n"), invalid, form="ndjson", keep_invalid=True, partitions=2)
    write(folder, "of-another-program.ndjson")
    found = deliver(folder, outcome("a.md", b"1\n"), invalid, form="ndjson")
    assert found == {"bundles.ndjson": b"1\n", "of-another-program.ndjson": b""}


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


def test_a_draft_elsewhere_stands_where_it_belongs_and_is_not_written_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    folder = Remote(f"memory://{uuid.uuid4()}/out")
    drafted = DRAFTS["json"](folder, False)(outcome("b/a.md", b"1"))
    assert contents(folder) == {"b/a.json": b"1"}
    monkeypatch.setattr(Remote, "replacing", lambda _: pytest.fail("written again"))
    assert deliver(folder, drafted) == {"b/a.json": b"1"}
