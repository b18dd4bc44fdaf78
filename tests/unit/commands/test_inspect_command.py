from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.cli import main

PAGE = "# Testamol\n\n## Side Effects\n\n- **Common:** nausea\n\n## Remarks\n\nNone.\n"


def inspect(file: Path, content: bytes, capsys: pytest.CaptureFixture[str]) -> tuple[int, list[list[str]], str]:
    file.write_bytes(content)
    code = main(["inspect", str(file)])
    out, err = capsys.readouterr()
    return code, [line.split() for line in out.splitlines()], err


def test_sections_and_facts_are_shown_with_their_lines(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, rows, _ = inspect(tmp_path / "a.md", PAGE.encode(), capsys)
    assert code == 0
    assert ["3", "adverse-reactions", "Side", "Effects"] in [row[:4] for row in rows]
    assert [row[:3] for row in rows if "undesirable-effect" in row] == [["5", "undesirable-effect", "nausea"]]


def test_what_is_wrong_is_shown_at_the_path_that_was_given(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "a.md"
    code, rows, err = inspect(file, b"", capsys)
    assert (code, rows, err) == (1, [], f"{file}: error: the file is empty [read-empty]\n")


def test_an_inspection_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    inspect(tmp_path / "a.md", PAGE.encode(), capsys)
    assert [path.name for path in tmp_path.iterdir()] == ["a.md"]
