"""A watch in a process of its own, from the first run to Ctrl-C."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path
from typing import IO

import pytest

from tests.conftest import ROOT

PAGE = "# Testamol\n\n## Usage\nTestamol is used to treat mild pain.\n\n## Side Effects\n- **Common:** nausea\n"


def line_with(words: str, stream: IO[str]) -> str:
    """Waits for it; the end of the stream is the end of the process."""
    return next(line for line in stream if words in line)


@pytest.mark.parametrize("what", ["in", "in/a.md", "in/*.md"])
def test_a_save_is_noticed_and_ctrl_c_ends_the_watch(tmp_path: Path, what: str) -> None:
    page = tmp_path / "in" / "a.md"
    page.parent.mkdir()
    page.write_text(PAGE)
    command = [
        sys.executable,
        "-m",
        "pipeline",
        "convert",
        str(tmp_path / what),
        "-o",
        str(tmp_path / "out"),
        "--watch",
    ]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        line_with("watching", process.stderr)
        draft = page.with_name("a.md.new")
        draft.write_text(PAGE.replace("nausea", "hiccups"))
        draft.replace(page)
        assert "a.md:7" in line_with("added undesirable-effect: hiccups", process.stdout)
        process.send_signal(signal.SIGINT)
        assert process.wait() == 130
        assert "what was finished is in place" in process.stderr.read()
    assert not list((tmp_path / "out").glob(".*.tmp"))
