from __future__ import annotations

import pickle
import subprocess
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from pipeline.rules import Rules, load
from pipeline.rules.kept import ENOUGH, kept


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MONOFHIR_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def mappings(tmp_path: Path) -> Path:
    (tmp_path / "mappings").mkdir()
    (tmp_path / "mappings" / "a.yaml").write_text("a: 1\n")
    return tmp_path / "mappings"


@pytest.fixture
def made() -> list[int]:
    """One item for each time that something was made."""
    return []


@pytest.fixture
def make(made: list[int]) -> Callable[[], list[str]]:
    def count() -> list[str]:
        made.append(1)
        return ["rules"]

    return count


def test_what_is_kept_is_not_made_again(
    cache: Path, mappings: Path, make: Callable[[], list[str]], made: list[int]
) -> None:
    assert kept(mappings, "r5", make) == kept(mappings, "r5", make) == ["rules"]
    assert len(made) == 1


def test_another_content_name_or_release_is_made_anew(
    cache: Path, mappings: Path, make: Callable[[], list[str]], made: list[int]
) -> None:
    kept(mappings, "r5", make)
    kept(mappings, "r4", make)
    (mappings / "a.yaml").write_text("a: 2\n")
    kept(mappings, "r5", make)
    (mappings / "a.yaml").rename(mappings / "b.yaml")
    kept(mappings, "r5", make)
    assert len(made) == 4


@pytest.mark.parametrize(
    "damage", [lambda data: data[:-1], lambda data: b"", lambda data: data[:-9] + b"x" + data[-8:]]
)
def test_a_damaged_file_is_made_anew(
    cache: Path, mappings: Path, make: Callable[[], list[str]], made: list[int], damage: Callable[[bytes], bytes]
) -> None:
    kept(mappings, "r5", make)
    (file,) = cache.iterdir()
    file.write_bytes(damage(file.read_bytes()))
    assert kept(mappings, "r5", make) == ["rules"]
    assert kept(mappings, "r5", make) == ["rules"]
    assert len(made) == 2


def test_nothing_but_our_own_classes_is_read(
    cache: Path, mappings: Path, make: Callable[[], list[str]], made: list[int]
) -> None:
    kept(mappings, "r5", make)
    (file,) = cache.iterdir()
    content = pickle.dumps(subprocess.Popen)
    file.write_bytes(sha256(content).digest() + content)
    assert kept(mappings, "r5", make) == ["rules"]
    assert len(made) == 2


def test_a_cache_that_cannot_be_written_costs_only_time(
    cache: Path, mappings: Path, make: Callable[[], list[str]]
) -> None:
    cache.write_text("a file where the folder should be")
    assert kept(mappings, "r5", make) == ["rules"]


def test_only_so_many_files_stay(cache: Path, mappings: Path, make: Callable[[], list[str]]) -> None:
    for release in range(ENOUGH + 3):
        kept(mappings, str(release), make)
    assert len(list(cache.iterdir())) == ENOUGH


def found_by(rules: Rules, words: str) -> dict[str, list[tuple[int, int, str]]]:
    return {
        name: [(hit.start, hit.end, hit.term.key) for hit in lexicon.find(words)]
        for name, lexicon in rules.lexicon.items()
    }


def test_kept_rules_are_the_rules(cache: Path, rules: Rules) -> None:
    load()
    again = load()
    assert again.resources == rules.resources
    assert again.sections == rules.sections
    assert {name: lexicon.terms for name, lexicon in again.lexicon.items()} == {
        name: lexicon.terms for name, lexicon in rules.lexicon.items()
    }
    words = (Path(__file__).parents[3] / "input" / "warfarin.md").read_text()
    assert found_by(again, words) == found_by(rules, words)
