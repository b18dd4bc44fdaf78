"""Servers and an output to load. The tests run where SERVERS=1 is set and what a server needs is there."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pipeline.cli import main
from tests.conftest import ROOT
from tests.servers import running


@pytest.fixture(autouse=True, scope="session")
def _wanted() -> None:
    if os.environ.get("SERVERS") != "1":
        pytest.skip("set SERVERS=1 to test against real FHIR servers")


def _need(*runtimes: str) -> None:
    for runtime in runtimes:
        if not shutil.which(runtime):
            pytest.skip(f"needs {runtime}, which is not there")


@pytest.fixture(scope="session")
def hapi_r5(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    _need("java", "javac", "mvn")
    with running.hapi("r5", tmp_path_factory.mktemp("hapi-r5")) as base:
        yield base


@pytest.fixture(scope="session")
def hapi_r4b(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    _need("java", "javac", "mvn")
    with running.hapi("r4b", tmp_path_factory.mktemp("hapi-r4b")) as base:
        yield base


@pytest.fixture
def medplum(tmp_path: Path) -> Iterator[str]:
    _need("node", "npm")
    with running.medplum(tmp_path) as base:
        yield base


@pytest.fixture
def sekmet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running.sekmet(tmp_path_factory.mktemp("sekmet")) as base:
        yield base


@pytest.fixture(scope="session")
def converted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample monographs, converted once."""
    place = tmp_path_factory.mktemp("converted")
    assert main(["convert", str(ROOT / "input"), "--output", str(place)]) == 0
    return place


@pytest.fixture
def output(converted: Path, tmp_path: Path) -> Path:
    """A copy of them that a test may change."""
    return Path(shutil.copytree(converted, tmp_path / "output"))


Push = Callable[..., tuple[int, str]]


@pytest.fixture
def push(tmp_path: Path, output: Path, capsys: pytest.CaptureFixture[str]) -> Push:
    """Pushes the output and gives the exit code and all that was printed."""

    def run(server: str, *options: str, path: Path = output) -> tuple[int, str]:
        capsys.readouterr()
        code = main(["push", str(path), "--server", server, "--ledger", str(tmp_path / "ledgers"), *options])
        said = capsys.readouterr()
        return code, said.out + said.err

    return run
