from __future__ import annotations

import threading
from collections.abc import Mapping
from pathlib import Path

import httpx
import pytest

from pipeline.cli import main
from pipeline.terminology.server import transport as limits
from tests.unit.terminology.servers import (
    Answer,
    Small,
    concept,
    expansion,
    looked_up,
    match,
    parameters,
    serving,
)

PAGE = """\
# Examplamide

### Usage
Examplamide is used to treat high blood pressure.

### Side Effects
* **Common:** headache, glimmering of the shins
"""


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "examplamide.md"
    path.write_text(PAGE)
    return path


def knows(path: str, asked: Mapping[str, str]) -> Answer:
    if path.endswith("$lookup"):
        return looked_up("Shin glimmer" if asked["code"] == "O1" else "Glimmering of the shins")
    if path.endswith("$translate"):
        return parameters(match("O1", display="Glimmer")) if asked["code"] == "G1" else parameters()
    return expansion(concept("G1", "Glimmering of the shins")) if "glimmer" in asked["filter"] else expansion()


def bundle(page: Path, output: Path, *options: str) -> bytes:
    assert main(["convert", str(page), "--output", str(output), *options]) == 0
    return (output / "examplamide.json").read_bytes()


def test_a_repeat_without_the_server_gives_the_same_bytes(page: Path, tmp_path: Path) -> None:
    cache = ("--tx-cache", str(tmp_path / "answers.sqlite"))
    with serving(knows) as small:
        first = bundle(page, tmp_path / "a", "--tx", small.url, *cache)
    assert b'"code":"G1"' in first
    assert bundle(page, tmp_path / "b", "--tx", small.url, *cache) == first


def test_codes_are_translated_to_the_systems_that_are_named_and_say_why(page: Path, tmp_path: Path) -> None:
    with serving(knows) as small:
        plain = bundle(page, tmp_path / "out", "--tx", small.url)
        made = bundle(page, tmp_path / "out", "--tx", small.url, "--tx-translate", "http://example.org/other")
    assert b'"code":"O1"' not in plain
    assert b'"system":"http://example.org/other","code":"O1","display":"Shin glimmer"' in made
    assert f"translated: {small.url}".encode() in made


def test_translations_need_a_server(page: Path, tmp_path: Path) -> None:
    assert main(["convert", str(page), "-o", str(tmp_path / "o"), "--tx-translate", "http://example.org/other"]) == 2


def test_without_the_server_the_rest_goes_on_and_is_made_anew_when_it_is_back(
    page: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plain = bundle(page, tmp_path / "plain")
    silent = Small("http://127.0.0.1:9/r4")
    assert bundle(page, tmp_path / "out", "--tx", silent.url) == plain
    assert capsys.readouterr().err.count("[terminology-server]") == 1
    bundle(page, tmp_path / "out", "--tx", silent.url)
    assert capsys.readouterr().err.count("[terminology-server]") == 1
    with serving(knows) as small:
        bundle(page, tmp_path / "again", "--tx", small.url)
        count = len(small.asked)
        bundle(page, tmp_path / "again", "--tx", small.url)
        assert len(small.asked) == count


def test_a_server_that_is_too_slow_is_told_once_and_the_run_goes_on(
    page: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = bundle(page, tmp_path / "plain")
    monkeypatch.setattr(limits, "TIMEOUT", httpx.Timeout(0.2))
    is_over = threading.Event()

    def waits(_path: str, _parameters: Mapping[str, str]) -> Answer:
        is_over.wait(60)
        return expansion()

    with serving(waits) as small:
        try:
            assert bundle(page, tmp_path / "out", "--tx", small.url) == plain
            told = capsys.readouterr().err
        finally:
            is_over.set()
    assert told.count("[terminology-server]") == 1
    assert "takes too long" in told
    assert len(small.asked) == 1


def test_the_token_of_the_environment_is_sent(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MONOFHIR_TX_TOKEN", "secret")
    with serving(knows) as small:
        made = bundle(page, tmp_path / "out", "--tx", small.url)
    assert set(small.tokens) == {"Bearer secret"}
    assert b"secret" not in made


def test_a_term_is_looked_up_at_the_server(capsys: pytest.CaptureFixture[str]) -> None:
    with serving(knows) as small:
        assert main(["terminology", "lookup", "glimmering of the shins", "--as", "effect", "--tx", small.url]) == 0
    assert "G1" in capsys.readouterr().out


def test_a_server_that_does_not_answer_a_look_up_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["terminology", "lookup", "glimmering", "--as", "effect", "--tx", "http://127.0.0.1:9"]) == 1
    assert "[terminology-server]" in capsys.readouterr().err


@pytest.mark.parametrize(
    "url", ["tx.example.org", "ftp://example.org", "https://", "https://me:secret@example.org", "https://a.org?key=1"]
)
def test_what_is_no_base_of_a_server_is_refused(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["terminology", "lookup", "headache", "--tx", url]) == 2
    assert "secret" not in capsys.readouterr().err.replace("--tx", "")


def test_a_server_does_not_go_with_no_codes(page: Path, tmp_path: Path) -> None:
    assert main(["convert", str(page), "-o", str(tmp_path / "o"), "--no-codes", "--tx", "http://127.0.0.1:9"]) == 2
