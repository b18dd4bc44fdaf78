"""What plugged vocabularies add to the codings of the embedded ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.problems import ProblemError
from pipeline.terminology.coder import Coder
from pipeline.terminology.load import load_coder
from pipeline.terminology.plugged import plug_in, plugged_directory, unplug
from pipeline.terminology.vocabulary import Concept, Vocabulary

FINDING = ("finding",)
HOUSE = Vocabulary(
    "house",
    "House list",
    "http://example.org/house",
    "",
    "own",
    (
        Concept("H1", "Headache", FINDING),
        Concept("H2", "Severe headache", FINDING),
        Concept("H3", "Depression", FINDING),
        Concept("H4", "Head problems", FINDING),
        Concept("H5", "Only here", FINDING),
        Concept("H6", "Appetite", FINDING, ("Gut trouble",)),
        Concept("H7", "Gut", FINDING, ("Gut trouble",)),
        Concept("H8", "Diabetes", ("drug",)),
        Concept("H9", "Type 2 diabetes", FINDING),
    ),
)


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MONOFHIR_DATA", str(tmp_path / "data"))


@pytest.fixture
def coder(mappings: Path, tmp_path: Path) -> Coder:
    plug_in(HOUSE, frozenset({"tiny"}))
    return load_coder(mappings, tmp_path / "cache")


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("headache", ["T1", "H1"]),
        ("severe headache", ["T1", "H2"]),
        ("mild headache", ["T1", "H1"]),
        ("only here", ["H5"]),
        ("severe only here", ["H5"]),
        ("diabetes", []),
        ("sore head", ["HP:0002315"]),
    ],
)
def test_codes_stand_beside_those_of_the_embedded_ones(coder: Coder, text: str, codes: list[str]) -> None:
    assert [found.coding.code for found in coder.code(text, "effect").codings] == codes


@pytest.mark.parametrize("text", ["depression", "severe depression", "head problems"])
def test_words_that_are_known_to_have_no_code_get_none(coder: Coder, text: str) -> None:
    assert coder.code(text, "effect").codings == ()


def test_words_of_two_plugged_concepts_give_none_and_name_both(coder: Coder) -> None:
    assert [coding.code for coding in coder.code("gut trouble", "effect").ambiguous] == ["H6", "H7"]


def test_a_kind_that_accepts_anything_takes_plugged_concepts_of_its_own_kind_alone(coder: Coder) -> None:
    assert [found.coding.code for found in coder.code("headache", "bare").codings] == ["T1"]


def test_a_coding_names_the_plugged_vocabulary_and_no_version_that_it_does_not_state(coder: Coder) -> None:
    (found,) = coder.code("only here", "effect").codings
    assert (found.coding.system, found.coding.version) == ("http://example.org/house", None)
    assert (found.justification, found.source) == ("label", "house")


def test_a_system_that_has_given_a_code_gives_no_second_one(mappings: Path, tmp_path: Path) -> None:
    newer = Vocabulary("newer", "Tiny", "http://example.org/tiny", "8", "", (Concept("T9", "Headache", FINDING),))
    plug_in(newer, frozenset())
    found = load_coder(mappings, tmp_path / "cache").code("headache", "effect").codings
    assert [one.coding.code for one in found] == ["T1"]


def test_preferences_order_the_plugged_ones_and_the_others_follow_by_name(mappings: Path, tmp_path: Path) -> None:
    for name in ("a", "b", "c"):
        plug_in(Vocabulary(name, name, f"urn:{name}", "1", "", (Concept(name, "Itch", FINDING),)), frozenset())
    path = mappings / "terminology" / "preferences.yaml"
    path.write_text(path.read_text().replace("effect: {", "effect: {plugged: [c, absent], "))
    found = load_coder(mappings, tmp_path / "cache").code("itch", "effect").codings
    assert [one.coding.code for one in found] == ["c", "a", "b"]


def test_without_plugged_ones_nothing_is_added(coder: Coder, mappings: Path, tmp_path: Path) -> None:
    plain = load_coder(mappings, tmp_path / "cache", plugged=False)
    assert [found.coding.code for found in plain.code("headache", "effect").codings] == ["T1"]


def test_a_newer_release_takes_the_place_of_the_older(coder: Coder, mappings: Path, tmp_path: Path) -> None:
    plug_in(
        Vocabulary("house", "", "http://example.org/house", "2", "", (Concept("N1", "Headache", FINDING),)), frozenset()
    )
    found = load_coder(mappings, tmp_path / "cache").code("headache", "effect").codings
    assert [one.coding.code for one in found] == ["T1", "N1"]
    assert [path.name for path in plugged_directory().iterdir()] == ["house.tsv.gz"]


def test_a_removed_one_gives_no_codes(coder: Coder, mappings: Path, tmp_path: Path) -> None:
    unplug("house")
    assert load_coder(mappings, tmp_path / "cache").code("only here", "effect").codings == ()


def test_what_is_not_there_cannot_be_removed(coder: Coder) -> None:
    with pytest.raises(ProblemError, match="there is house"):
        unplug("hous")


def test_a_data_directory_that_cannot_be_written_is_said_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("MONOFHIR_DATA", str(tmp_path / "file"))
    with pytest.raises(ProblemError, match="MONOFHIR_DATA"):
        plug_in(HOUSE, frozenset())


def test_a_damaged_plugged_vocabulary_is_named(mappings: Path, tmp_path: Path) -> None:
    path = plug_in(HOUSE, frozenset())
    path.write_bytes(path.read_bytes()[:40])
    with pytest.raises(ProblemError) as raised:
        load_coder(mappings, tmp_path / "cache")
    (problem,) = raised.value.problems
    assert problem.code == "terminology-unreadable"
    assert str(problem.location) == str(path)
