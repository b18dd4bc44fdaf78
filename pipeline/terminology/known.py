"""What is known of code systems, for those who check codings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.rules.files import mappings_directory
from pipeline.terminology.index import Index
from pipeline.terminology.load import load_index
from pipeline.terminology.systems import System, read_systems


@dataclass(frozen=True, slots=True, eq=False)
class KnownSystems:
    """The systems of terminology/systems.yaml by address, and the embedded vocabularies."""

    systems: Mapping[str, System]
    index: Index

    def address(self, system: str) -> str | None:
        """The right address where this one is nearly one that is known; None otherwise."""
        if system in self.systems:
            return None
        return next((uri for uri in self.systems if _core(uri) == _core(system)), None)

    def fault(self, system: str, code: str) -> str | None:
        """What is wrong with a code by itself; None where nothing is, or the system is not known."""
        known = self.systems.get(system)
        return known.fault(code) if known else None

    def labels(self, system: str, code: str) -> tuple[str, ...] | None:
        """What the code is called, () for one that is not there; None where no vocabulary has the whole system."""
        known = self.systems.get(system)
        if known is None or not known.vocabularies:
            return None
        found = [self.index.concept(name, code) for name in known.vocabularies]
        labels = tuple(concept[0] for concept in found if concept)
        is_whole = len(known.vocabularies) == 1
        return labels if labels or is_whole else None


def known_systems(directory: Path | None = None) -> KnownSystems:
    """Raises ProblemError where the files cannot be read or the cache cannot be written."""
    folder = directory or mappings_directory()
    systems = {system.uri: system for system in read_systems(folder).values()}
    return KnownSystems(systems, load_index(folder, plugged=False))


def _core(uri: str) -> str:
    """What is left of an address without what people get wrong: the scheme, www, the last stroke, capitals."""
    rest = uri.casefold().partition("://")[2] or uri.casefold()
    return rest.removeprefix("www.").rstrip("/#")
