"""Releases of the user's own: what is taken from them, and what is said of broken ones."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.problems import Problem, ProblemError
from pipeline.rules import mappings_directory
from pipeline.terminology.load import add_release
from pipeline.terminology.plugged import plugged_directory
from pipeline.terminology.vocabulary import Concept, Vocabulary, read_vocabulary
from tests.unit.terminology import releases
from tests.unit.terminology.releases import ASTHMA, HEADACHE, medascii, rf2, rrf, sctid, write

OWN = {"system": "http://example.org/made", "kinds": ("finding",)}


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MONOFHIR_DATA", str(tmp_path / "data"))


def added(reader: str, place: Path, **stated: object) -> Vocabulary:
    """What the kept file of an added release holds."""
    vocabulary = add_release(mappings_directory(), reader, place, stated)
    kept = read_vocabulary(plugged_directory() / f"{vocabulary.name}.tsv.gz")
    assert kept == vocabulary
    return kept


def refused(reader: str, place: Path, **stated: object) -> Problem:
    """The one problem of a release that cannot be used, of which nothing is kept."""
    with pytest.raises(ProblemError) as raised:
        add_release(mappings_directory(), reader, place, stated)
    assert not plugged_directory().exists() or not list(plugged_directory().iterdir())
    (problem,) = raised.value.problems
    assert problem.code == "terminology-bad-release"
    return problem


def zipped(folder: Path) -> Path:
    return Path(shutil.make_archive(str(folder), "zip", folder.parent, folder.name))


@pytest.mark.parametrize("pack", [Path, zipped])
def test_a_snapshot_gives_active_findings_by_preferred_term(pack: Callable[[Path], Path], tmp_path: Path) -> None:
    vocabulary = added("snomed", pack(rf2(tmp_path / "SnomedCT")))
    assert vocabulary.system == "http://snomed.info/sct"
    assert vocabulary.version == "http://snomed.info/sct/900000000000207008/version/20300131"
    assert vocabulary.concepts == (
        Concept(HEADACHE, "Sorenesses of the cranium", ("finding",), ("Skull soreness", "Sore skull")),
        Concept(ASTHMA, "Wheezing disease (acute)", ("condition",)),
    )


def test_without_a_language_reference_set_the_full_name_is_shown_without_its_tag(tmp_path: Path) -> None:
    found = added("snomed", rf2(tmp_path / "SnomedCT", language=False)).concepts[0]
    assert found.label == "Sore skull"
    assert found.synonyms == ("Name of no dialect", "Skull soreness", "Sorenesses of the cranium")


def test_a_list_of_concepts_is_read_by_the_names_of_its_columns(tmp_path: Path) -> None:
    rows = ["id\teffectiveTime\tactive\tFSN", f"{HEADACHE}\t{releases.DATE}\t1\tSore skull (finding)"]
    rows += [f"{ASTHMA}\t{releases.DATE}\t0\tWheezing (disorder)"]
    concepts = added("snomed", write(tmp_path / "gps.txt", rows), version="2030").concepts
    assert concepts == (Concept(HEADACHE, "Sore skull", ("finding",)),)


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1"])
def test_meddra_gives_current_terms_that_are_findings(encoding: str, tmp_path: Path) -> None:
    vocabulary = added("meddra", medascii(tmp_path / "MedAscii", encoding))
    assert (vocabulary.system, vocabulary.version) == ("https://www.meddra.org", "30.1")
    assert vocabulary.concepts == (
        Concept("10097001", "Spinning about", ("finding",)),
        Concept("10098001", "Ménière-like dizziness", ("finding",)),
    )


def test_rxnorm_gives_ingredients_and_brands_with_their_other_names(tmp_path: Path) -> None:
    vocabulary = added("rxnorm", rrf(tmp_path / "RxNorm"), version="01312030")
    assert (vocabulary.system, vocabulary.version) == ("http://www.nlm.nih.gov/research/umls/rxnorm", "01312030")
    assert vocabulary.concepts == (
        Concept("9900001", "examplamide", ("drug",), ("examplAMIDE",)),
        Concept("9900002", "examplamide sodium", ("drug",)),
        Concept("9900003", "Examplon", ("drug",)),
    )


def test_an_ontology_gives_its_own_terms_with_exact_synonyms(tmp_path: Path) -> None:
    vocabulary = added("obo", write(tmp_path / "made.obo", releases.OBO.splitlines()), **OWN)
    assert (vocabulary.name, vocabulary.version) == ("made", "2030-01-31")
    assert vocabulary.concepts == (
        Concept("MADE:0001", "skull soreness", ("finding",), ('sore "noddle"', "sore skull")),
    )


def test_a_spreadsheet_says_kinds_and_synonyms_itself(tmp_path: Path) -> None:
    lines = ["code,label,kinds,synonyms", 'A1,"Skull, sore",finding|condition,sore skull|skull ache', "A2,Other,,"]
    vocabulary = added("csv", write(tmp_path / "house.csv", lines), **OWN)
    assert vocabulary.name == "house"
    assert vocabulary.concepts == (
        Concept("A1", "Skull, sore", ("condition", "finding"), ("skull ache", "sore skull")),
        Concept("A2", "Other", ("finding",)),
    )


RF2_DESCRIPTIONS = f"Snapshot/Terminology/sct2_Description_Snapshot-en_INT_{releases.DATE}.txt"


@pytest.mark.parametrize(
    ("reader", "file", "change", "line", "said"),
    [
        ("snomed", RF2_DESCRIPTIONS, None, None, "English descriptions"),
        ("snomed", RF2_DESCRIPTIONS, lambda data: data[:-2], 9, "cut off"),
        ("snomed", RF2_DESCRIPTIONS, lambda data: data[:-40], 9, "9 columns"),
        ("snomed", RF2_DESCRIPTIONS, lambda data: data.replace(b"conceptId", b"concept"), 1, "the columns are to be"),
        ("snomed", RF2_DESCRIPTIONS, lambda data: data.replace(b"cranium", b"cr\xe4nium"), 4, "not utf-8"),
        ("snomed", RF2_DESCRIPTIONS, lambda data: data.decode().encode("utf-16"), 1, "not utf-8"),
        ("snomed", RF2_DESCRIPTIONS, lambda data: b"", None, "empty"),
        ("meddra", "llt.asc", None, None, "no file 'llt.asc'"),
        ("meddra", "soc.asc", None, None, "no file 'soc.asc'"),
        ("meddra", "llt.asc", lambda data: data.replace(b"$$Y$$", b"$Y$$"), 1, "11 columns"),
        ("meddra", "llt.asc", lambda data: data[:-4], 4, "does not end with '$'"),
        ("meddra", "pt.asc", lambda data: data.replace(b"10098001", b"1098001"), 1, "form of a code of MEDDRA"),
        ("meddra", "pt.asc", lambda data: data.decode().encode("utf-16-le"), 1, "not utf-8 or latin-1"),
        ("rxnorm", "rrf/RXNCONSO.RRF", None, None, "no file 'RXNCONSO.RRF'"),
        ("rxnorm", "rrf/RXNCONSO.RRF", lambda data: data.replace(b"|PIN|", b"|"), 4, "18 columns"),
        ("rxnorm", "rrf/RXNCONSO.RRF", lambda data: data.replace(b"|RXNORM|", b"|RX|"), None, "no concept"),
    ],
)
def test_a_broken_release_is_told_with_file_and_line(  # noqa: PLR0917 - a parameter a column
    reader: str, file: str, change: Callable[[bytes], bytes] | None, line: int | None, said: str, tmp_path: Path
) -> None:
    folder = {"snomed": rf2, "meddra": medascii, "rxnorm": rrf}[reader](tmp_path / "release")
    path = folder / file
    if change is None:
        path.unlink()
    else:
        changed = change(path.read_bytes())
        assert changed != path.read_bytes()
        path.write_bytes(changed)
    problem = refused(reader, folder)
    assert said in problem.message
    assert problem.location is not None
    assert problem.location.line == line
    if line:
        assert problem.location.path == str(path)


def test_a_wrong_check_digit_is_told(tmp_path: Path) -> None:
    wrong = HEADACHE[:-1] + str((int(HEADACHE[-1]) + 1) % 10)
    rows = ["id\tfsn", f"{ASTHMA}\tWheezing (disorder)", f"{wrong}\tSore skull (finding)"]
    problem = refused("snomed", write(tmp_path / "gps.txt", rows))
    assert "check digit" in problem.message
    assert problem.location is not None
    assert problem.location.line == 3


def test_a_zip_that_is_none_is_told(tmp_path: Path) -> None:
    assert "no ZIP archive" in refused("snomed", write(tmp_path / "release.zip", ["no archive"])).message


def test_a_damaged_zip_is_told(tmp_path: Path) -> None:
    archive = zipped(rf2(tmp_path / "SnomedCT"))
    data = bytearray(archive.read_bytes())
    place = data.find(f"sct2_Concept_Snapshot_INT_{releases.DATE}.txt".encode()) + 60
    data[place : place + 20] = bytes(20)
    archive.write_bytes(bytes(data))
    assert "sct2_Concept_Snapshot" in str(refused("snomed", archive).location)


@pytest.mark.parametrize("lines", [["no,header"], ["id\tname", f"{sctid(99009)}\tX (finding)"], [""]])
def test_a_folder_without_a_snapshot_or_list_is_told(lines: list[str], tmp_path: Path) -> None:
    refused("snomed", write(tmp_path / "folder" / "list.txt", lines).parent)


@pytest.mark.parametrize(
    ("lines", "line", "said"),
    [
        (["[Term]", "id: X:1"], 1, "no OBO file"),
        ([*releases.OBO.splitlines(), "words alone"], 24, "tag: value"),
        ([*releases.OBO.splitlines(), "[Term]", "id: MADE:0003"], 24, "no label"),
    ],
)
def test_a_broken_ontology_is_told(lines: list[str], line: int, said: str, tmp_path: Path) -> None:
    problem = refused("obo", write(tmp_path / "made.obo", lines), **OWN)
    assert said in problem.message
    assert problem.location is not None
    assert problem.location.line == line


@pytest.mark.parametrize(
    ("lines", "line", "said"),
    [
        (["code;label", "A;B"], 1, "the columns are to be"),
        (["code,label", "A,B,C"], 2, "2 columns"),
        (["code,label,kinds", "A,B"], 2, "3 columns"),
        (["code,label", "A,B", "A,C"], 3, "twice"),
        (["code,label", ",B"], 2, "code is missing"),
        (["code,label", "A,"], 2, "no label"),
        (["code,label,kinds", "A,B,furniture"], 2, "kinds"),
        (["code,label", 'A,"B'], 1, "no CSV"),
    ],
)
def test_a_broken_spreadsheet_is_told(lines: list[str], line: int, said: str, tmp_path: Path) -> None:
    problem = refused("csv", write(tmp_path / "house.csv", lines), **OWN)
    assert said in problem.message
    assert problem.location is not None
    assert problem.location.line == line


def test_a_spreadsheet_in_another_encoding_is_told(tmp_path: Path) -> None:
    refused("csv", write(tmp_path / "house.csv", ["code,label", "A,Ménière"], "latin-1"), **OWN)


@pytest.mark.parametrize("name", ["hpo", "../up", "", "Upper", "a" * 41])
def test_a_name_that_is_taken_or_none_is_refused(name: str, tmp_path: Path) -> None:
    path = write(tmp_path / "House file.csv", ["code,label", "A,B"])
    with pytest.raises(ProblemError) as raised:
        add_release(mappings_directory(), "csv", path, {**OWN, "name": name})
    assert [problem.code for problem in raised.value.problems] == ["terminology-bad-name"]
