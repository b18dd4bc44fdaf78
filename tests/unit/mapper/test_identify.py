"""Ids: stable, distinct, and of FHIR's form."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.mapper.identify import path_slug, resource_id

FHIR_ID = re.compile(r"[A-Za-z0-9\-.]{1,64}")
PATHS = st.text(st.sampled_from("ab-./ Aé_0"), min_size=1, max_size=8) | st.text(st.sampled_from("ab./"), max_size=60)

KEYS = st.text(max_size=80) | st.sampled_from(["rash", "Rash!", "rash-2", "ras h" * 20, "β", "γ"])


@pytest.mark.parametrize(
    ("path", "slug"),
    [
        ("n/natalizumab.md", "n.natalizumab"),
        ("natalizumab.md", "natalizumab"),
        ("folic-acid/with-b12.markdown", "folic-acid.with-b12"),
        ("a\\b.md", "a.b"),
    ],
)
def test_a_plain_path_can_be_read_in_its_slug(path: str, slug: str) -> None:
    assert path_slug(path, "Title") == slug


def test_a_path_that_its_slug_cannot_show_adds_a_hash() -> None:
    assert re.fullmatch(r"my-drug-[0-9a-f]{8}", path_slug("My Drug.md", ""))
    assert path_slug("My Drug.md", "") != path_slug("my drug.md", "") != path_slug("my-drug.md", "")


def test_a_path_that_shows_nothing_takes_the_title() -> None:
    assert re.fullmatch(r"folic-acid-[0-9a-f]{8}", path_slug("-", "Folic acid"))
    assert re.fullmatch(r"monograph-[0-9a-f]{8}", path_slug("лекарство.md", ""))


@given(PATHS, PATHS)
def test_different_paths_have_different_slugs(one: str, other: str) -> None:
    def stem(path: str) -> str:
        return re.sub(r"\.[^./]*$", "", path.lstrip("/"))

    if stem(one) != stem(other):
        assert path_slug(one, "") != path_slug(other, "")


@given(st.text(), st.text(), st.none() | st.text())
def test_every_id_is_of_the_form_that_fhir_asks_for(path: str, title: str, key: str | None) -> None:
    slug = path_slug(path, title)
    identifier = resource_id(slug, key, ())
    assert FHIR_ID.fullmatch(identifier)
    assert identifier == resource_id(path_slug(path, title), key, ())


@given(st.lists(KEYS, max_size=12))
def test_ids_of_one_monograph_never_collide(keys: list[str]) -> None:
    taken: set[str] = set()
    for key in keys:
        identifier = resource_id("n.natalizumab", key, taken)
        assert identifier not in taken
        assert FHIR_ID.fullmatch(identifier)
        taken.add(identifier)


def test_the_same_key_again_is_numbered() -> None:
    assert resource_id("x", "effect-rash", {"x--effect-rash"}) == "x--effect-rash-2"


def test_long_keys_that_begin_alike_stay_apart() -> None:
    one, other = (resource_id("x", f"effect-{'very ' * 20}{end}", ()) for end in ("bad", "good"))
    assert one != other
    assert len(one) <= 64
