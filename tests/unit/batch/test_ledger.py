from __future__ import annotations

import sqlite3
import subprocess
import sys
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from pipeline.batch.ledger import FILE, ledger
from pipeline.deliver.place import Place
from pipeline.model.coverage import Counts, Coverage, Filler, Residue
from pipeline.model.document import Span
from pipeline.model.outcome import Draft, Outcome
from pipeline.problems import Location, Problem, ProblemError
from pipeline.read import Input

PLACE = Place("a.json")


@pytest.fixture
def item(tmp_path: Path) -> Input:
    file = tmp_path / "in" / "a.md"
    file.parent.mkdir()
    file.write_text("# Testamol")
    return Input(file, "a.md", "in/a.md")


@pytest.fixture
def outcome(item: Input) -> Outcome:
    return Outcome(
        "a.md",
        "in/a.md",
        (Problem("some-doubt", "warning", "a doubt", Location("a.md", 3)),),
        b"{}",
        {"warning": 1},
        (Residue(Span(4, 9), "dosage", "Ask a pharmacist.", 7),),
        Coverage({"usage": Counts(4, 1, 0)}, (Filler(Span(1, 2), "usage", "Ask.", 3, "filler/advice"),)),
        source=sha256(b"# Testamol").hexdigest(),
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "a.json").write_bytes(b"{}")
    return tmp_path / "out"


def recalled(folder: Path, item: Input, fingerprint: str = "as ever", *, force: bool = False) -> Outcome | None:
    with ledger(folder, fingerprint, force=force) as known:
        return known.recall(item) if known.is_current(item) else None


def keep(folder: Path, item: Input, outcome: Outcome, place: Place | None = PLACE) -> None:
    with ledger(folder, "as ever") as known:
        known.keep(item, outcome, place)


def test_what_became_of_a_monograph_is_known_to_the_next_run(folder: Path, item: Input, outcome: Outcome) -> None:
    keep(folder, item, outcome)
    draft = Draft("a.json", sha256(b"{}").hexdigest())
    assert recalled(folder, item) == replace(outcome, bundle=draft, is_stored=True)


def test_a_monograph_that_was_never_converted_is_not_known(folder: Path, item: Input) -> None:
    assert recalled(folder, item) is None


def test_it_is_shown_as_the_user_names_it_now(folder: Path, item: Input, outcome: Outcome) -> None:
    keep(folder, item, outcome)
    again = recalled(folder, replace(item, shown="./in/a.md"))
    assert again is not None
    assert again.shown == "./in/a.md"


def test_a_monograph_that_changed_is_to_be_converted_again(folder: Path, item: Input, outcome: Outcome) -> None:
    keep(folder, item, outcome)
    assert item.file is not None
    item.file.write_text("# Testamol 2")
    assert recalled(folder, item) is None


def test_a_monograph_that_can_no_longer_be_read_is_to_be_read_again(
    folder: Path, item: Input, outcome: Outcome
) -> None:
    keep(folder, item, outcome)
    assert item.file is not None
    item.file.unlink()
    assert recalled(folder, item) is None


def test_other_mappings_or_options_make_everything_anew(folder: Path, item: Input, outcome: Outcome) -> None:
    keep(folder, item, outcome)
    assert recalled(folder, item, "other mappings") is None


def test_by_force_everything_is_made_anew(folder: Path, item: Input, outcome: Outcome) -> None:
    keep(folder, item, outcome)
    assert recalled(folder, item, force=True) is None


@pytest.mark.parametrize("damage", [b"", b"{", b"{} ", None])
def test_a_bundle_that_is_no_longer_what_was_written_is_made_anew(
    folder: Path, item: Input, outcome: Outcome, damage: bytes | None
) -> None:
    keep(folder, item, outcome)
    if damage is None:
        (folder / "a.json").unlink()
    else:
        (folder / "a.json").write_bytes(damage)
    assert recalled(folder, item) is None


def test_a_bundle_among_others_is_found_by_its_place(folder: Path, item: Input, outcome: Outcome) -> None:
    (folder / "bundles.ndjson").write_bytes(b"other\n{}other\n")
    keep(folder, item, outcome, Place("bundles.ndjson", 6, 2))
    assert recalled(folder, item) == replace(outcome, is_stored=True)


def test_a_bundle_among_others_that_changes_during_the_run_is_made_anew(
    folder: Path, item: Input, outcome: Outcome
) -> None:
    (folder / "bundles.ndjson").write_bytes(b"{}")
    keep(folder, item, outcome, Place("bundles.ndjson", 0, 2))
    with ledger(folder, "as ever") as known:
        assert known.is_current(item)
        (folder / "bundles.ndjson").write_bytes(b"[]")
        assert known.recall(item) is None


def test_a_monograph_whose_folder_has_moved_is_found_where_it_is_now(
    folder: Path, item: Input, outcome: Outcome, tmp_path: Path
) -> None:
    keep(folder, item, outcome)
    moved = replace(item, file=(tmp_path / "in").rename(tmp_path / "moved") / "a.md")
    again = recalled(folder, moved)
    assert again is not None
    keep(folder, moved, again)
    with ledger(folder, "as ever") as known:
        assert known.vanished([], [str(tmp_path / "moved")]) == {"a.md": PLACE}


def test_a_monograph_without_a_bundle_is_known_with_the_reason(folder: Path, item: Input, outcome: Outcome) -> None:
    without = replace(outcome, bundle=None, problems=(Problem("no-facts", "error", "no fact"),))
    keep(folder, item, without, None)
    assert recalled(folder, item) == replace(without, is_stored=True)


@pytest.mark.parametrize("fault", [{"traceback": "a trace"}, {"source": None}])
def test_what_could_not_be_read_or_failed_is_tried_again(
    folder: Path, item: Input, outcome: Outcome, fault: dict[str, Any]
) -> None:
    keep(folder, item, outcome)
    keep(folder, item, replace(outcome, **fault))
    assert recalled(folder, item) is None


def test_standard_input_is_never_known(folder: Path, item: Input, outcome: Outcome) -> None:
    stdin = replace(item, file=None)
    keep(folder, stdin, outcome)
    assert recalled(folder, stdin) is None


def test_monographs_that_are_gone_from_a_folder_that_was_walked_through_are_named(
    folder: Path, item: Input, outcome: Outcome, tmp_path: Path
) -> None:
    keep(folder, item, outcome)
    with ledger(folder, "as ever") as known:
        assert known.vanished([], [str(tmp_path / "in")]) == {"a.md": Place("a.json")}
        assert known.vanished([item], [str(tmp_path / "in")]) == {}
        assert known.vanished([], [str(tmp_path / "elsewhere")]) == {}


def test_a_row_that_says_the_same_is_not_written_again(folder: Path, item: Input, outcome: Outcome) -> None:
    keep(folder, item, outcome)
    before = (folder / FILE).read_bytes()
    keep(folder, item, replace(outcome, is_stored=True, shown="./in/a.md"))
    assert (folder / FILE).read_bytes() == before


@pytest.mark.parametrize("damage", [b"no ledger at all, but a text that is somewhat longer", b""])
def test_what_is_no_ledger_is_replaced_and_said_so(folder: Path, item: Input, outcome: Outcome, damage: bytes) -> None:
    (folder / FILE).write_bytes(damage)
    with ledger(folder, "as ever") as known:
        assert known.was_rebuilt is bool(damage)
        known.keep(item, outcome, Place("a.json"))
    assert recalled(folder, item) is not None


def test_a_ledger_with_damaged_pages_is_begun_anew(folder: Path, item: Input, outcome: Outcome) -> None:
    keep(folder, item, outcome)
    data = bytearray((folder / FILE).read_bytes())
    data[4096:] = b"\xff" * len(data[4096:])
    (folder / FILE).write_bytes(data)
    with ledger(folder, "as ever") as known:
        assert known.was_rebuilt
        assert not known.is_current(item)


def test_a_ledger_of_another_layout_is_not_read(folder: Path, item: Input, outcome: Outcome) -> None:
    keep(folder, item, outcome)
    with sqlite3.connect(folder / FILE) as rows:
        rows.execute("pragma user_version = 999")
    assert recalled(folder, item) is None


OPEN = """
import sys
from pathlib import Path
from pipeline.batch.ledger import ledger
with ledger(Path(sys.argv[1]), "as ever"):
    print("open", flush=True)
    sys.stdin.read()
"""


def test_two_runs_exclude_each_other_and_a_killed_one_leaves_no_lock(folder: Path) -> None:
    command = [sys.executable, "-c", OPEN, str(folder)]
    other = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert other.stdout and other.stdin and other.stdout.readline() == "open\n"
    with pytest.raises(ProblemError, match="another run") as raised, ledger(folder, "as ever"):
        pass
    assert [problem.code for problem in raised.value.problems] == ["output-in-use"]
    other.kill()
    other.communicate()
    with ledger(folder, "as ever") as known:
        assert not known.was_rebuilt


def test_a_folder_that_is_removed_under_the_run_is_named(folder: Path, item: Input, outcome: Outcome) -> None:
    with pytest.raises(ProblemError, match="is the folder still there") as raised, ledger(folder, "as ever") as known:
        for file in folder.iterdir():
            file.unlink()
        folder.rmdir()
        known.keep(item, outcome, Place("a.json"))
    assert [problem.code for problem in raised.value.problems] == ["ledger-failed"]
