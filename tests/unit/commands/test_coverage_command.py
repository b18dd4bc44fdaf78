from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from pipeline.cli import main

PAGE = """# Testamol

## Usage
Testamol is used to treat asthma. However, note that the box is blue. Testamol stands on 12 shelves.

## Side Effects
- **Common:** nausea
- Call your doctor.

## Storage
Testamol stands on 9 shelves.
"""


@pytest.fixture(autouse=True)
def converted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    Path("in").mkdir()
    Path("in/testamol.md").write_text(PAGE)
    assert main(["convert", "in", "--output", "out"]) == 0
    capsys.readouterr()


def coverage(capsys: pytest.CaptureFixture[str], *options: str, folder: str = "out") -> tuple[int, str, str]:
    code = main(["coverage", folder, *options])
    out, err = capsys.readouterr()
    return code, out, err


def test_each_section_has_its_sentences_and_its_share(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = coverage(capsys)
    assert (code, err) == (0, "")
    assert out.splitlines() == [
        "Sentences by section",
        "section            sentences  covered  filler  residue  share",
        "indications                3        1       0        2   33.3",
        "adverse-reactions          2        1       1        0  100.0",
        "storage                    1        0       0        1    0.0",
        "6 sentences of fact-bearing sections: 2 back a fact, 1 are filler, 3 are residue; 50.0 % covered or filler",
    ]


@pytest.mark.parametrize(("threshold", "code"), [("0", 0), ("50", 0), ("50.1", 1), ("100", 1)])
def test_a_share_under_the_threshold_is_a_problem(
    capsys: pytest.CaptureFixture[str], threshold: str, code: int
) -> None:
    assert coverage(capsys, "--fail-under", threshold)[0] == code


def test_what_is_missed_is_said_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    _, _, err = coverage(capsys, "--fail-under", "92.5")
    assert err == "out: error: 50.0 % of the sentences are covered or filler, less than 92.5 % [coverage-under]\n"


def test_residue_is_grouped_by_the_words_that_it_opens_with(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = coverage(capsys, "--by", "pattern", "--format", "csv")
    assert list(csv.reader(io.StringIO(out))) == [
        ["sentences", "section", "pattern", "place", "example"],
        ["1", "indications", "<drug> stands on <number>", "testamol.md:4", "Testamol stands on 12 shelves."],
        ["1", "indications", "the box is blue", "testamol.md:4", "However, note that the box is blue."],
        ["1", "storage", "<drug> stands on <number>", "testamol.md:11", "Testamol stands on 9 shelves."],
    ]


def test_as_many_patterns_are_shown_as_were_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = coverage(capsys, "--by", "pattern", "--top", "1", "--format", "json")
    assert len(json.loads(out)["rows"]) == 1


def test_filler_is_shown_by_the_rule_that_kept_it(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = coverage(capsys, "--by", "rule", "--format", "json")
    report = json.loads(out)
    assert report["total"] == {"sentences": 6, "covered": 2, "filler": 1, "residue": 3, "share": 50.0}
    (row,) = report["rows"]
    assert row["rule"].startswith("filler/")
    assert (row["sentences"], row["place"], row["example"]) == (1, "testamol.md:8", "Call your doctor.")


def test_a_run_without_filler_has_an_empty_table(capsys: pytest.CaptureFixture[str]) -> None:
    Path("out/filler.jsonl").write_text("")
    code, out, _ = coverage(capsys, "--by", "rule", "--format", "csv")
    assert (code, out) == (0, "sentences,section,rule,place,example\n")


@pytest.mark.parametrize("name", ["summary.json", "residue.jsonl"])
def test_a_folder_that_no_run_wrote_is_said_to_be_none(capsys: pytest.CaptureFixture[str], name: str) -> None:
    Path("out", name).unlink()
    code, out, err = coverage(capsys, "--by", "pattern")
    assert (code, out) == (1, "")
    message = "error: is not there; is this the output folder of a run of convert? [coverage-no-run]"
    assert err == f"out/{name}: {message}\n"


@pytest.mark.parametrize("name", ["summary.json", "filler.jsonl"])
@pytest.mark.parametrize(
    "content", ["{", "[]\n[]", '{"monographs": 1}', '{"monographs": [{"monograph": "a"}]}', "\x00"]
)
def test_a_file_of_another_make_is_said_to_be_one(capsys: pytest.CaptureFixture[str], name: str, content: str) -> None:
    Path("out", name).write_text(content)
    code, out, err = coverage(capsys, "--by", "rule")
    assert (code, out) == (1, "")
    assert (
        err == f"out/{name}: error: is not as this version of convert writes it; convert again [coverage-unreadable]\n"
    )


def test_a_run_that_read_no_section_has_no_share(capsys: pytest.CaptureFixture[str]) -> None:
    Path("in/testamol.md").write_text("# Testamol\n\n## Moon phases\nThe moon is round.\n")
    main(["convert", "in", "--output", "out"])
    capsys.readouterr()
    code, out, err = coverage(capsys, "--fail-under", "0")
    assert (code, out) == (1, "")
    assert err == "out: error: its run read no fact-bearing section [coverage-no-sentence]\n"


@pytest.mark.parametrize("options", [["--fail-under", "101"], ["--top", "0"], ["--by", "moon"]])
def test_an_option_out_of_its_range_is_wrong_usage(capsys: pytest.CaptureFixture[str], options: list[str]) -> None:
    assert coverage(capsys, *options)[0] == 2


def test_a_folder_that_is_not_there_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert coverage(capsys, folder="absent")[0] == 2
