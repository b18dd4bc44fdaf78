"""What a fingerprint depends on."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.batch import Settings
from pipeline.batch.fingerprint import fingerprint


@pytest.fixture
def mappings(tmp_path: Path) -> Path:
    (tmp_path / "lexicon").mkdir()
    (tmp_path / "lexicon" / "routes.yaml").write_text("terms: {}\n")
    return tmp_path


def test_every_mapping_file_counts(mappings: Path) -> None:
    before = fingerprint(Settings(mappings))
    (mappings / "lexicon" / "routes.yaml").write_text("terms: {oral: {}}\n")
    assert fingerprint(Settings(mappings)) != before


@pytest.mark.parametrize("name", ["routes.yaml~", ".routes.yaml.swp", "routes.yaml.bak"])
def test_what_an_editor_leaves_beside_a_mapping_file_does_not(mappings: Path, name: str) -> None:
    before = fingerprint(Settings(mappings))
    (mappings / "lexicon" / name).write_text("half a")
    assert fingerprint(Settings(mappings)) == before
