from __future__ import annotations

import uuid
from pathlib import Path

import pytest

from pipeline.storage.folders import Folder, address_of, files_below, folder_at, name_below, presence
from pipeline.storage.remote import Remote
from tests.elsewhere import write


@pytest.fixture(params=["here", "elsewhere"])
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Folder:
    return tmp_path / "out" if request.param == "here" else Remote(f"memory://{uuid.uuid4()}/out")


def test_a_name_with_a_protocol_is_elsewhere_but_for_this_machines_own() -> None:
    assert folder_at("a/b") == Path("a/b")
    assert folder_at("file:///a/b") == Path("/a/b")
    assert folder_at("s3://bucket/a") == Remote("s3://bucket/a")


def test_files_are_found_by_suffix_in_the_order_of_their_names(folder: Folder) -> None:
    for name in ("b.json", "a/z.json", "a.ndjson", "a/y.txt"):
        write(folder, name)
    assert files_below(folder, ".json") == ["a/z.json", "b.json"]
    assert files_below(folder, ".json", ".ndjson") == ["a/z.json", "a.ndjson", "b.json"]


def test_it_is_known_which_files_are_there(folder: Folder) -> None:
    write(folder, "a/b.json")
    is_there = presence(folder)
    assert is_there("a/b.json")
    assert not is_there("a/c.json")


def test_nothing_stands_in_a_folder_that_is_not_there(folder: Folder) -> None:
    assert not presence(folder)("a.json")


def test_the_name_of_a_file_is_found_again_in_what_is_shown(folder: Folder) -> None:
    assert name_below(folder, str(folder / "a/b.json")) == "a/b.json"


def test_an_address_is_full() -> None:
    assert address_of(Path("a")) == f"{Path.cwd().as_posix()}/a"
    assert address_of(Remote("https://me:secret@host/a")) == "https://host/a"
