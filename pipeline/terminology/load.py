"""The files of mappings/terminology, mappings/codes and mappings/vocabularies -> a Coder."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import platformdirs

from pipeline.model.coding import CodedAs, Coding
from pipeline.problems import Location, Problem, ProblemError
from pipeline.rules.files import mappings_directory, shown_as
from pipeline.rules.yaml_file import read_yaml
from pipeline.terminology.coder import Coder, Preference, Source
from pipeline.terminology.index import Index, open_index
from pipeline.terminology.phrases import Reduction, Splitter
from pipeline.terminology.reviewed import NO_CODE, Row, read_rows
from pipeline.terminology.systems import System, read_systems
from pipeline.terminology.vocabulary import read_head
from pipeline.terminology.words import Words


def cache_directory() -> Path:
    """Where compiled vocabularies are kept; MONOFHIR_CACHE names another place."""
    place = os.environ.get("MONOFHIR_CACHE")
    return Path(place) if place else platformdirs.user_cache_path("monofhir", appauthor=False)


def load_coder(directory: Path | None = None, cache: Path | None = None) -> Coder:
    """Raises ProblemError for what is wrong in a file, and where the cache cannot be written."""
    loader = _Loader(directory or mappings_directory())
    return loader.coder(_index(loader, cache))


def load_index(directory: Path | None = None, cache: Path | None = None) -> Index:
    """The vocabularies alone. Raises ProblemError as `load_coder` does."""
    return _index(_Loader(directory or mappings_directory()), cache)


def _index(loader: _Loader, cache: Path | None) -> Index:
    cache = cache or cache_directory()
    try:
        return open_index(loader.files, loader.directory, cache)
    except OSError as error:
        message = f"the vocabularies cannot be kept there ({error.strerror}); name another place with MONOFHIR_CACHE"
        raise ProblemError(Problem("terminology-cache", "error", message, Location(str(cache)))) from error


def vocabulary_heads(directory: Path) -> tuple[dict[str, str], ...]:
    """What the vocabularies of a folder say of themselves: name, title, system, version, licence."""
    return tuple(map(read_head, _Loader(directory).files))


class _Loader:
    """Reads the files of one folder of mappings; the vocabularies of the shipped one where it has none of its own."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.words = Words.load(directory)
        own = sorted((directory / "vocabularies").glob("*.tsv.gz"))
        self.files = own or sorted((mappings_directory() / "vocabularies").glob("*.tsv.gz"))

    def coder(self, index: Index) -> Coder:
        concepts = self._yaml("preferences")["concepts"]
        preferences = {kind: self._preference(entry) for kind, entry in concepts.items()}
        return Coder(self.words, index, preferences)

    @cached_property
    def sources(self) -> Mapping[str, Source]:
        heads = (read_head(path) for path in self.files)
        return {head["name"]: Source(head["name"], head["system"], head["version"]) for head in heads}

    @cached_property
    def phrases(self) -> Mapping[str, Splitter]:
        return {name: Splitter.of(listed, self.words) for name, listed in self._yaml("phrases").items()}

    @cached_property
    def systems(self) -> Mapping[str, System]:
        return read_systems(self.directory)

    def _preference(self, entry: Mapping[str, Any]) -> Preference:
        reduce = entry.get("reduce", ())
        none = Splitter({})
        ends = Splitter.joined(self.phrases[name] for name in reduce if name != "heads")
        heads = self.phrases["heads"] if "heads" in reduce else none
        reviewed: dict[str, tuple[CodedAs, ...]] = {}
        for table in reversed(entry.get("reviewed", ())):
            reviewed |= self._rows(table)
        return Preference(
            reviewed,
            tuple(self.sources[name] for name in entry.get("first", ())),
            tuple(self.sources[name] for name in entry.get("also", ())),
            frozenset(entry.get("accept", ())),
            Reduction(ends, heads),
        )

    def _rows(self, table: str) -> dict[str, tuple[CodedAs, ...]]:
        """The codings of each subject, in the order of the rows; none where a row says that there is no code."""
        path = self.directory / "codes" / f"{table}.tsv"
        found: dict[str, tuple[CodedAs, ...]] = {}
        for row in read_rows(path, shown_as(path, self.directory)) if path.is_file() else ():
            key = self.words.key(row.subject)
            found[key] = (*found.get(key, ()), *self._coded(row))
        return found

    def _coded(self, row: Row) -> Iterator[CodedAs]:
        if row.object_id != NO_CODE:
            system = self.systems.get(row.prefix)
            if system is None:
                message = f"'{row.object_id}': the prefix is to be one of {', '.join(self.systems)}"
                raise ProblemError(Problem("terminology-unknown-prefix", "error", message, row.location))
            versions = (self.sources[name].version for name in system.vocabularies if name in self.sources)
            coding = Coding(system.uri, system.code_of(row.object_id), row.display, next(versions, None))
            yield CodedAs(coding, "reviewed", str(row.location))

    def _yaml(self, name: str) -> Any:
        path = self.directory / "terminology" / f"{name}.yaml"
        return read_yaml(path, shown_as(path, self.directory)).data
