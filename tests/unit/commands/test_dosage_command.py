from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from pipeline.cli import main
from pipeline.library import parse_dosage


def lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def test_the_dosages_go_to_standard_output_and_their_plain_reading_beside_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["dosage", "Take 5 mg BID, then 10 mg once daily"]) == 0
    out, err = capsys.readouterr()
    first, second = json.loads(out)
    assert first["doseAndRate"][0]["doseQuantity"]["value"] == 5
    assert second["timing"]["repeat"] == {"frequency": 1, "period": 1, "periodUnit": "d"}
    assert err == "Take 5 mg twice daily\nTake 10 mg once daily\n"


def test_an_instruction_may_come_from_standard_input(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"2 puffs every 4 hours\n")))
    assert main(["dosage"]) == 0
    assert capsys.readouterr().err == "2 puffs every 4 hours\n"


def test_bytes_that_are_no_text_do_not_keep_the_rest_of_an_instruction_from_being_read(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"\xff\n2 puffs every 4 hours\n")))
    assert main(["dosage"]) == 0
    assert "2 puffs every 4 hours" in capsys.readouterr().err


def test_words_without_a_dose_are_a_problem(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["dosage", "Drink more water"]) == 1
    out, err = capsys.readouterr()
    assert (out, err) == ("[]\n", "error: no dosage was found in these words [dosage-none]\n")


def test_lines_come_out_with_the_ids_that_they_came_with(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "in.jsonl"
    file.write_text('{"id": "a", "text": "5 mg daily"}\n\n{"id": 2, "text": "no dose"}\n', encoding="utf-8")
    assert main(["dosage", "--jsonl", str(file)]) == 0
    first, second = lines(capsys.readouterr().out)
    assert (first["id"], first["dosage"][0]["text"]) == ("a", "5 mg daily")
    assert second == {"id": 2, "dosage": []}


@pytest.mark.parametrize("line", ["no JSON", "[]", '{"text": "5 mg"}', '{"id": 1, "text": 5}'])
def test_a_line_that_cannot_be_read_is_named_and_the_others_go_on(
    line: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "in.jsonl"
    file.write_text(f'\n{line}\n{{"id": "b", "text": "5 mg daily"}}\n', encoding="utf-8")
    assert main(["dosage", "--jsonl", str(file)]) == 1
    out, err = capsys.readouterr()
    assert [item["id"] for item in lines(out)] == ["b"]
    assert err.startswith(f"{file}:2: error: ")
    assert "[dosage-bad-line]" in err


def test_a_file_that_is_not_there_is_wrong_usage(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["dosage", "--jsonl", str(tmp_path / "gone.jsonl")]) == 2
    assert "cannot be read" in capsys.readouterr().err


def test_the_library_reads_the_same() -> None:
    (instruction,) = parse_dosage("Take 5 mg BID")
    assert (instruction.text, instruction.complete) == ("Take 5 mg BID", True)
