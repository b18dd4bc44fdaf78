from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.rules import mappings_directory
from pipeline.terminology.coder import Coder
from pipeline.terminology.load import load_coder
from tests.unit.terminology.vocabularies import mappings_of


@pytest.fixture
def mappings(tmp_path: Path) -> Path:
    return mappings_of(tmp_path / "mappings", mappings_directory())


@pytest.fixture
def coder(mappings: Path, tmp_path: Path) -> Coder:
    return load_coder(mappings, tmp_path / "cache")
