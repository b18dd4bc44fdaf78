"""The files of mappings/terminology, mappings/codes and mappings/vocabularies, and plugged vocabularies -> a Coder."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.model.coding import CodedAs, Coding
from pipeline.problems import Location, Problem, ProblemError
from pipeline.rules.files import mappings_directory, shown_as
from pipeline.rules.kept import cache_directory
from pipeline.rules.told import told_by_check
from pipeline.rules.yaml_file import read_yaml
from pipeline.terminology.coder import Coder, Preference, Source
from pipeline.terminology.index import Index, open_index
from pipeline.terminology.phrases import Reduction, Splitter
from pipeline.terminology.plugged import plug_in, plugged_files
from pipeline.terminology.readers import READERS, Release
from pipeline.terminology.reviewed import NO_CODE, Row, read_rows
from pipeline.terminology.systems import System, read_systems
from pipeline.terminology.vocabulary import Vocabulary, read_head
from pipeline.terminology.words import Words

if TYPE_CHECKING:  # the client is an import that few runs need
    from pipeline.terminology.server import Server


def load_coder(
    directory: Path | None = None, cache: Path | None = None, *, plugged: bool = True, server: Server | None = None
) -> Coder:
    """Without `plugged`, what the user plugged in gives no codes. `server` is asked for what has none otherwise.

    Raises ProblemError for what is wrong in a file, and where the cache cannot be written.
    """
    directory = directory or mappings_directory()
    with told_by_check(directory):
        loader = _Loader(directory, plugged_files() if plugged else ())
        return loader.coder(_index(loader, cache), server)


def open_server(url: str, cache: Path | None = None, targets: tuple[str, ...] = ()) -> Server:
    """The terminology server at that base, known to it by the bearer token in MONOFHIR_TX_TOKEN if there is one.

    `targets` are the systems that it is to translate codes to.

    Raises ProblemError where the file of its answers cannot be used.
    """
    from pipeline.terminology.server import Server  # noqa: PLC0415

    return Server(url, cache, os.environ.get("MONOFHIR_TX_TOKEN"), targets)


def load_index(directory: Path | None = None, cache: Path | None = None, *, plugged: bool = True) -> Index:
    """The vocabularies alone. Raises ProblemError as `load_coder` does."""
    directory = directory or mappings_directory()
    with told_by_check(directory):
        return _index(_Loader(directory, plugged_files() if plugged else ()), cache)


def _index(loader: _Loader, cache: Path | None) -> Index:
    cache = cache or cache_directory()
    try:
        return open_index([*loader.files, *loader.plugged], loader.directory, cache)
    except OSError as error:
        message = f"the vocabularies cannot be kept there ({error.strerror}); name another place with MONOFHIR_CACHE"
        raise ProblemError(Problem("terminology-cache", "error", message, Location(str(cache)))) from error


def add_release(directory: Path, reader: str, place: Path, stated: Mapping[str, Any]) -> Vocabulary:
    """Reads a release with one of READERS and keeps it; `stated` is what the user says of it (fields of Release).

    Raises ProblemError: `terminology-bad-release` for what is wrong in it, and what `plug_in` raises.
    """
    loader = _Loader(directory)
    systems = {system.uri: system for system in loader.systems.values()}
    rules = loader.yaml("releases").get(reader, {})
    vocabulary = READERS[reader](Release(place, systems, known_kinds=coded_kinds(directory), rules=rules, **stated))
    plug_in(vocabulary, frozenset(loader.sources))
    return vocabulary


def coded_kinds(directory: Path) -> tuple[str, ...]:
    """What a concept of a vocabulary may be, as the entries of preferences.yaml ask for it."""
    with told_by_check(directory):
        concepts = _Loader(directory).yaml("preferences")["concepts"]
    return tuple(sorted({kind for name, entry in concepts.items() for kind in entry.get("accept", (name,))}))


def plugged_heads() -> tuple[dict[str, str], ...]:
    """What the plugged vocabularies say of themselves."""
    return tuple(map(read_head, plugged_files()))


def vocabulary_heads(directory: Path) -> tuple[dict[str, str], ...]:
    """What the embedded vocabularies of a folder say of themselves: name, title, system, version, licence."""
    return tuple(map(read_head, _Loader(directory).files))


class _Loader:
    """Reads the files of one folder of mappings; the vocabularies of the shipped one where it has none of its own."""

    def __init__(self, directory: Path, plugged: tuple[Path, ...] = ()) -> None:
        self.directory, self.plugged = directory, plugged
        self.words = Words.load(directory)
        own = sorted((directory / "vocabularies").glob("*.tsv.gz"))
        self.files = own or sorted((mappings_directory() / "vocabularies").glob("*.tsv.gz"))

    def coder(self, index: Index, server: Server | None) -> Coder:
        concepts = self.yaml("preferences")["concepts"]
        preferences = {kind: self._preference(kind, entry) for kind, entry in concepts.items()}
        return Coder(self.words, index, preferences, server)

    @cached_property
    def sources(self) -> Mapping[str, Source]:
        return {source.name: source for source in map(_source, self.files)}

    @cached_property
    def phrases(self) -> Mapping[str, Splitter]:
        return {name: Splitter.of(listed, self.words) for name, listed in self.yaml("phrases").items()}

    @cached_property
    def systems(self) -> Mapping[str, System]:
        return read_systems(self.directory)

    @cached_property
    def plugged_sources(self) -> Mapping[str, Source]:
        return {source.name: source for source in map(_source, self.plugged)}

    def _preference(self, kind: str, entry: Mapping[str, Any]) -> Preference:
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
            self._plugged(entry.get("plugged", ())),
            frozenset(entry.get("accept", ())),
            frozenset(entry.get("accept", (kind,))),
            Reduction(ends, heads),
            tuple(entry.get("server", ())),
        )

    def _plugged(self, preferred: Iterable[str]) -> tuple[Source, ...]:
        """Those that the entry names, in its order, then the others by name."""
        names = [name for name in preferred if name in self.plugged_sources]
        others = sorted(self.plugged_sources.keys() - set(names))
        return tuple(self.plugged_sources[name] for name in (*names, *others))

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

    def yaml(self, name: str) -> Any:
        path = self.directory / "terminology" / f"{name}.yaml"
        return read_yaml(path, shown_as(path, self.directory)).data


def _source(path: Path) -> Source:
    head = read_head(path)
    return Source(head["name"], head["system"], head["version"] or None)
