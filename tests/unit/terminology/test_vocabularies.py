"""The vocabularies that come with monofhir."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

from pipeline.rules import mappings_directory
from pipeline.terminology.vocabulary import Vocabulary, read_vocabulary

FOLDER = mappings_directory() / "vocabularies"
MEGABYTE = 1_000_000


def rows() -> dict[str, list[str]]:
    """The cells of SOURCES.md by file."""
    lines = (FOLDER / "SOURCES.md").read_text(encoding="utf-8").splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| ")]
    return {row[0]: row for row in cells if row[0].endswith(".gz")}


VOCABULARIES = {name: read_vocabulary(FOLDER / name) for name in rows()}


def test_every_file_is_listed() -> None:
    assert set(rows()) == {path.name for path in FOLDER.glob("*.gz")}


@pytest.mark.parametrize("name", rows())
def test_a_file_is_what_its_row_says(name: str) -> None:
    _, title, version, system, _, licence, concepts, synonyms, size, digest = rows()[name]
    data, vocabulary = (FOLDER / name).read_bytes(), VOCABULARIES[name]
    assert (len(data), hashlib.sha256(data).hexdigest()) == (int(size), digest)
    assert (vocabulary.title, vocabulary.version, vocabulary.system) == (title, version, system)
    assert vocabulary.licence == licence
    assert len(vocabulary.concepts) == int(concepts)
    assert sum(len(concept.synonyms) for concept in vocabulary.concepts) == int(synonyms)


@pytest.mark.parametrize("vocabulary", VOCABULARIES.values(), ids=VOCABULARIES)
def test_codes_are_sorted_and_stand_once(vocabulary: Vocabulary) -> None:
    codes = [concept.code for concept in vocabulary.concepts]
    assert codes == sorted(set(codes))


def test_all_together_stay_small() -> None:
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < 12 * MEGABYTE


def test_notice_names_every_vocabulary() -> None:
    notice = (Path(__file__).resolve().parents[3] / "NOTICE").read_text(encoding="utf-8")
    for vocabulary in VOCABULARIES.values():
        assert re.sub(", .*", "", vocabulary.title) in notice
