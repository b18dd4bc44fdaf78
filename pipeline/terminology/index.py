"""Names of all vocabularies in memory-mapped tries, compiled once into the user's cache.

Two tries: names (a key of `Words` -> vocabulary, code, whether it is the label) and concepts (vocabulary and code ->
label and kinds). A compiled index is a folder named by the hash of what it was made of, put in place by one rename, so
several processes may start at once and a killed one leaves nothing that another could read.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import marisa_trie

from pipeline.terminology.vocabulary import Vocabulary, read_vocabulary
from pipeline.terminology.words import FILE, Words

NAMES, CONCEPTS = "names.marisa", "concepts.marisa"
# Raise it whenever the layout of the tries changes: the compiled ones of older versions are then left alone.
LAYOUT = 1


@dataclass(frozen=True, slots=True, order=True)
class Entry:
    """A concept that a name leads to."""

    vocabulary: str
    code: str
    is_label: bool


@dataclass(frozen=True, slots=True, eq=False)
class Index:
    """Look-ups in a compiled index; both tries are mapped, not read."""

    names: marisa_trie.BytesTrie
    concepts: marisa_trie.BytesTrie

    def find(self, key: str) -> list[Entry]:
        """All concepts with that key, by vocabulary and code; one that has it as label and synonym stands once."""
        found: dict[tuple[str, str], bool] = {}
        for value in self.names.get(key, ()):
            vocabulary, code, label = value.decode().split("\t")
            found[vocabulary, code] = found.get((vocabulary, code), False) or label == "L"
        return [Entry(vocabulary, code, is_label) for (vocabulary, code), is_label in sorted(found.items())]

    def concept(self, vocabulary: str, code: str) -> tuple[str, tuple[str, ...]] | None:
        """Label and kinds of a code; None for one that the vocabulary does not have."""
        values = self.concepts.get(f"{vocabulary}\t{code}")
        if not values:
            return None
        label, _, kinds = values[0].decode().partition("\t")
        return label, tuple(kinds.split("|"))


def open_index(files: Iterable[Path], mappings: Path, cache: Path) -> Index:
    """The index of those vocabularies; compiled now where the cache does not have it yet.

    Raises ProblemError where a vocabulary cannot be read, OSError where the cache cannot be written.
    """
    files = sorted(files)
    place = cache / _fingerprint([*files, mappings / FILE])
    if not place.is_dir():
        _compile((read_vocabulary(path) for path in files), Words.load(mappings), place)
    return Index(*(marisa_trie.BytesTrie().mmap(str(place / name)) for name in (NAMES, CONCEPTS)))


def _fingerprint(files: Iterable[Path]) -> str:
    digest = hashlib.sha256(f"layout {LAYOUT}".encode())
    for path in files:
        digest.update(path.name.encode() + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:32]


def _compile(vocabularies: Iterable[Vocabulary], words: Words, place: Path) -> None:
    names: set[tuple[str, bytes]] = set()
    concepts: list[tuple[str, bytes]] = []
    for vocabulary in vocabularies:
        names.update(_names(vocabulary, words))
        concepts += _concepts(vocabulary)
    place.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=f"{place.name}.", dir=place.parent))
    try:
        marisa_trie.BytesTrie(names).save(str(draft / NAMES))
        marisa_trie.BytesTrie(concepts).save(str(draft / CONCEPTS))
        draft.replace(place)
    except OSError:
        if not place.is_dir():  # else another process was first, with the same bytes
            raise
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _names(vocabulary: Vocabulary, words: Words) -> Iterator[tuple[str, bytes]]:
    for concept in vocabulary.concepts:
        for mark, names in (("L", (concept.label,)), ("S", concept.synonyms)):
            value = f"{vocabulary.name}\t{concept.code}\t{mark}".encode()
            for name in names:
                for key in words.keys(name):
                    if key:
                        yield key, value


def _concepts(vocabulary: Vocabulary) -> Iterator[tuple[str, bytes]]:
    for concept in vocabulary.concepts:
        value = f"{concept.label}\t{'|'.join(concept.kinds)}".encode()
        yield f"{vocabulary.name}\t{concept.code}", value
