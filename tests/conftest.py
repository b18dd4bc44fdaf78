"""What all tests share: the shipped rules, and a page in a line."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pipeline.model.document import Document, Source
from pipeline.parse import parse
from pipeline.rules import Rules, load, mappings_directory
from pipeline.terminology.coder import Coder
from pipeline.terminology.load import load_coder

ROOT = Path(__file__).resolve().parents[1]


@pytest.hookimpl(tryfirst=True)  # before the processes read the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Several processes share out the files; one of them starts the servers, for all that ask them."""
    for item in items:
        servers = item.path.is_relative_to(ROOT / "tests" / "servers")
        item.add_marker(pytest.mark.xdist_group("servers" if servers else str(item.path)))


@pytest.fixture(scope="session", autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Vocabularies are compiled once for all tests and the commands that they start, not in the user's own cache;
    what the user plugged in is left out."""
    with pytest.MonkeyPatch.context() as patch:
        place = Path(os.environ.get("MONOFHIR_CACHE") or tmp_path_factory.mktemp("cache"))
        patch.setenv("MONOFHIR_CACHE", str(place))
        patch.setenv("MONOFHIR_DATA", str(tmp_path_factory.mktemp("data")))
        yield place


@pytest.fixture(scope="session", autouse=True)
def ctrl_c() -> None:
    """Processes that are started in the background ignore it, and so would those that the tests start."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def codes(cache: Path) -> Coder:
    return load_coder(mappings_directory(), cache)


@pytest.fixture(scope="session")
def rules() -> Rules:
    return load(mappings_directory())


@pytest.fixture(scope="session")
def document_of(rules: Rules) -> Callable[[str], Document]:
    """Parses a Markdown text into a Document."""

    def read(text: str) -> Document:
        return parse(Source("page.md", text.encode(), text), rules)[0]

    return read
