from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.storage.urls import is_hidden, is_unsafe, is_url, joined, local_path, path_of, without_secrets


@pytest.mark.parametrize("name", ["s3://bucket/a", "https://host", "zip://a.zip", "file:///a", "git+ssh://x"])
def test_a_protocol_makes_a_url(name: str) -> None:
    assert is_url(name)


@pytest.mark.parametrize("name", ["a/b", "-", "c://x", "C:\\x", "a b://c", "", "://x"])
def test_paths_are_no_urls_nor_are_drives(name: str) -> None:
    assert not is_url(name)


def test_a_url_of_this_machine_is_a_path() -> None:
    assert local_path("file:///a%20b/c.md") == Path("/a b/c.md")
    assert local_path("local://a/b") == Path("a/b")
    assert local_path("s3://a/b") is None


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://me:secret@host/a.md?X-Signature=1#x", "https://host/a.md"),
        ("s3://bucket/what? #1.md", "s3://bucket/what? #1.md"),
        ("https://host/a@b", "https://host/a@b"),
    ],
)
def test_passwords_and_signatures_are_not_shown(url: str, shown: str) -> None:
    assert without_secrets(url) == shown


def test_a_name_below_a_web_folder_is_quoted_and_its_signature_stays_last() -> None:
    assert joined("https://host/a/?sig=1", "b c/d#.md") == "https://host/a/b%20c/d%23.md?sig=1"
    assert joined("s3://bucket/a/", "b c/d#.md") == "s3://bucket/a/b c/d#.md"


@given(st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="/"), min_size=1))
def test_a_name_survives_the_web(name: str) -> None:
    assert path_of(joined("https://host", name)) == f"host/{name}"


@pytest.mark.parametrize("name", ["../a.md", "a/../../b.md", "/a.md", "a\\b.md", "c:x.md", "a\n.md", "", "."])
def test_names_that_lead_elsewhere_are_not_trusted(name: str) -> None:
    assert is_unsafe(name)


@pytest.mark.parametrize("name", ["a.md", "a/b c.md", "..a.md", "a..b/c.md", "Ä.md"])
def test_names_that_stay_below_their_folder_are_trusted(name: str) -> None:
    assert not is_unsafe(name)


def test_a_dot_hides_a_file_or_folder_and_two_do_not() -> None:
    assert is_hidden("a/.b.md")
    assert is_hidden(".a/b.md")
    assert not is_hidden("a/b.md")
    assert not is_hidden("../b.md")
