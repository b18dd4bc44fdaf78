"""What all tests share: the shipped rules, and a page in a line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.model.document import Document, Source
from pipeline.parse import parse
from pipeline.rules import Rules, load, mappings_directory

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def rules() -> Rules:
    return load(mappings_directory())


@pytest.fixture(scope="session")
def document_of(rules: Rules) -> Callable[[str], Document]:
    """Parses a Markdown text into a Document."""

    def read(text: str) -> Document:
        return parse(Source("page.md", text.encode(), text), rules)[0]

    return read
