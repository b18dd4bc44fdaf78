from __future__ import annotations

import uuid
from pathlib import Path

import pytest

from pipeline.storage.error import StoreError
from pipeline.storage.listing import DEEPEST, Listed, listing
from pipeline.storage.remote import Remote
from tests.web import served


def test_files_come_in_the_order_of_their_names_with_their_sizes() -> None:
    folder = Remote(f"memory://{uuid.uuid4()}/in")
    for name in ("b.md", "a/z.md", "a.md", ".hidden/c.md"):
        with (folder / name).replacing() as stream:
            stream.write(name.encode())
    assert [(one.name, one.size) for one in listing(folder)] == [("a/z.md", 6), ("a.md", 4), ("b.md", 4)]


def test_a_web_folder_is_listed_by_its_links(tmp_path: Path) -> None:
    for name in ("a b.md", "x/ü#1.md", "x/y/c.md", ".hidden.md"):
        (tmp_path / "in" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "in" / name).touch()
    with served(tmp_path) as url:
        assert [one.name for one in listing(Remote(f"{url}/in"))] == ["a b.md", "x/y/c.md", "x/ü#1.md"]
        for name in ("a b.md", "x/ü#1.md"):
            assert (Remote(f"{url}/in") / name).read_bytes() == b""


def test_only_links_below_the_folder_count(tmp_path: Path) -> None:
    page = """<a href="?C=N">Name</a> <a href="../">up</a> <a href="/other/b.md">b</a> <a href="https://x.org/c.md">c</a>
    <a href="/in/a.md">a</a> <a href="./a.md">a again</a> <a href="./">here</a> see http://127.0.0.1/in/text.md"""
    with served(tmp_path, {"/in": page, "/in/": page, "/in/./": page}) as url:
        assert listing(Remote(f"{url}/in/")) == (Listed("a.md"),)


def test_links_that_lead_ever_deeper_end(tmp_path: Path) -> None:
    deeper = {f"/in{'/x' * depth}": '<a href="x/">x</a>' for depth in range(DEEPEST + 2)}
    with (
        served(tmp_path, {name + end: page for name, page in deeper.items() for end in ("", "/")}) as url,
        pytest.raises(StoreError, match="nested"),
    ):
        listing(Remote(f"{url}/in"))


def test_a_folder_that_cannot_be_listed_is_no_half_listing(tmp_path: Path) -> None:
    answers = {"/in": '<a href="a.md">a</a> <a href="x/">x</a>', "/in/x": 403, "/in/x/": 403}
    with served(tmp_path, answers) as url, pytest.raises(StoreError, match="refused"):
        listing(Remote(f"{url}/in"))
