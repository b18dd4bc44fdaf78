from __future__ import annotations

import gzip
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from pipeline.problems import ProblemError
from pipeline.terminology.index import open_index
from pipeline.terminology.load import load_coder
from tests.unit.terminology.vocabularies import LINES, write_tiny


def opened(mappings: Path, cache: Path) -> int:
    """How many concepts are called headache."""
    return len(open_index([mappings / "vocabularies" / "tiny.tsv.gz"], mappings, cache).find("headache"))


def test_a_compiled_index_is_used_again(mappings: Path, tmp_path: Path) -> None:
    opened(mappings, tmp_path / "cache")
    (compiled,) = (tmp_path / "cache").iterdir()
    before = compiled.stat().st_mtime_ns
    assert opened(mappings, tmp_path / "cache") == 1
    assert [path.stat().st_mtime_ns for path in (tmp_path / "cache").iterdir()] == [before]


def test_another_content_gives_another_index(mappings: Path, tmp_path: Path) -> None:
    opened(mappings, tmp_path / "cache")
    write_tiny(mappings, LINES + "T7\tHeadache of another kind\tfinding\tHeadache\n")
    assert opened(mappings, tmp_path / "cache") == 2
    assert len(list((tmp_path / "cache").iterdir())) == 2


def test_processes_that_start_at_once_all_get_the_whole_index(mappings: Path, tmp_path: Path) -> None:
    with ProcessPoolExecutor(4, mp_context=get_context("spawn")) as pool:
        found = list(pool.map(opened, [mappings] * 4, [tmp_path / "cache"] * 4))
    assert found == [1] * 4
    assert len(list((tmp_path / "cache").iterdir())) == 1


@pytest.mark.parametrize("text", ["", "code\tlabel\n", "# name: x\ncode\tlabel\tkinds\tsynonyms\nT1\tonly two\n"])
def test_a_damaged_vocabulary_is_named(mappings: Path, tmp_path: Path, text: str) -> None:
    path = write_tiny(mappings, text)
    with pytest.raises(ProblemError) as raised:
        open_index([path], mappings, tmp_path / "cache")
    assert raised.value.problems[0].code == "terminology-unreadable"
    assert str(path) in str(raised.value.problems[0].location)


def test_a_file_that_is_cut_off_is_named_and_nothing_is_left_behind(mappings: Path, tmp_path: Path) -> None:
    path = mappings / "vocabularies" / "tiny.tsv.gz"
    path.write_bytes(gzip.compress(LINES.encode())[:-12])
    with pytest.raises(ProblemError):
        open_index([path], mappings, tmp_path / "cache")
    assert not (tmp_path / "cache").exists() or not list((tmp_path / "cache").iterdir())


def test_a_cache_that_cannot_be_written_is_said_with_what_to_do(mappings: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(ProblemError, match="MONOFHIR_CACHE"):
        load_coder(mappings, tmp_path / "file")
