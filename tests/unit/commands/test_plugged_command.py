"""`monofhir terminology add` and `remove`, and what the other commands make of plugged vocabularies."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.cli import main
from tests.conftest import ROOT
from tests.unit.terminology.releases import OBO, medascii, rf2, rrf, write

PAGE = str(ROOT / "input" / "warfarin.md")
RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
HOUSE = [
    "code,label,kinds,synonyms",
    "9900001,Warfarin salt,drug,Warfarin sodium",
    "9900002,Warfarin finding,finding,Warfarin",
]


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MONOFHIR_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


def add_house(folder: Path) -> int:
    """The same vocabulary for all tests, so that the index is compiled once."""
    return main(["terminology", "add", "--csv", str(write(folder / "house.csv", HOUSE)), "--system", RXNORM])


def test_every_sort_of_release_is_added_listed_and_removed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    obo = write(tmp_path / "made.obo", OBO.splitlines())
    for name, options in {
        "snomed": ["--snomed", str(rf2(tmp_path / "a"))],
        "meddra": ["--meddra", str(medascii(tmp_path / "b"))],
        "rxnorm": ["--rxnorm", str(rrf(tmp_path / "c")), "--release", "01312030"],
        "made": ["--obo", str(obo), "--system", "http://example.org/made", "--kind", "finding"],
    }.items():
        assert main(["terminology", "add", *options]) == 0
        assert main(["terminology", "list"]) == 0
        shown = capsys.readouterr().out.splitlines()
        assert [line.split()[0] for line in shown if line.endswith("plugged in")] == [name]
        assert main(["terminology", "remove", name]) == 0
    assert main(["terminology", "list"]) == 0
    assert "plugged in" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ([], "give one of --snomed"),
        (["--meddra", "{}", "--rxnorm", "{}"], "give one of --snomed"),
        (["--csv", "{}/file.csv"], "--system"),
        (["--obo", "{}/file.csv", "--system", "urn:x"], "--kind"),
        (["--meddra", "{}", "--system", "urn:x"], "the release states them"),
        (["--csv", "{}/file.csv", "--system", "urn:x", "--kind", "furniture"], "furniture"),
        (["--rxnorm", "{}/missing"], "missing"),
    ],
)
def test_what_does_not_go_together_is_wrong_usage(
    options: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path / "file.csv", HOUSE)
    assert main(["terminology", "add", *(option.format(tmp_path) for option in options)]) == 2
    assert said in capsys.readouterr().err


def test_a_broken_release_fails_with_its_file_and_leaves_the_older_one(
    tmp_path: Path, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert add_house(tmp_path) == 0
    before = (data / "vocabularies" / "house.tsv.gz").read_bytes()
    write(tmp_path / "house.csv", [*HOUSE, "9900003"])
    assert main(["terminology", "add", "--csv", str(tmp_path / "house.csv"), "--system", "urn:x"]) == 1
    assert "house.csv:4: error: 4 columns are wanted [terminology-bad-release]" in capsys.readouterr().err
    assert [path.read_bytes() for path in (data / "vocabularies").iterdir()] == [before]


def test_removing_what_is_not_there_fails(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["terminology", "remove", "house"]) == 1
    assert "[terminology-unknown-name]" in capsys.readouterr().err


def test_lookup_shows_codes_of_plugged_vocabularies(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert add_house(tmp_path) == 0
    assert main(["terminology", "lookup", "warfarin sodium", "--as", "drug"]) == 0
    (line,) = [line for line in capsys.readouterr().out.splitlines() if RXNORM in line]
    assert line.split() == ["drug", RXNORM, "9900001", "Warfarin", "salt", "synonym", "house"]


def test_a_run_has_plugged_codes_beside_the_others_unless_told_otherwise(tmp_path: Path) -> None:
    plain, plugged, without = (tmp_path / name for name in ("plain", "plugged", "without"))
    assert main(["convert", PAGE, "--output", str(plain)]) == 0
    assert add_house(tmp_path) == 0
    assert main(["convert", PAGE, "--output", str(plugged)]) == 0
    assert main(["convert", PAGE, "--output", str(without), "--no-plugged"]) == 0
    bundles = [(place / "warfarin.json").read_bytes() for place in (plain, plugged, without)]
    assert bundles[0] == bundles[2] != bundles[1]
    assert b"9900001" in bundles[1]
    assert b"9900002" not in bundles[1]
    assert b"6153CWM0CL" in bundles[1]


def test_check_knows_the_codes_of_plugged_vocabularies(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert add_house(tmp_path) == 0
    output = tmp_path / "output"
    assert main(["convert", PAGE, "--output", str(output)]) == 0
    assert main(["terminology", "check", str(output)]) == 0
    bundle = output / "warfarin.json"
    bundle.write_text(bundle.read_text().replace('"display":"Warfarin salt"', '"display":"Other"'))
    assert main(["terminology", "check", str(output)]) == 1
    assert "'9900001' is called 'Warfarin salt', not 'Other'" in capsys.readouterr().err
    assert main(["terminology", "remove", "house"]) == 0
    assert main(["terminology", "check", str(output)]) == 1
    assert "[terminology-unknown-code]" in capsys.readouterr().err
