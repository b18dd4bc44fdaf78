"""What a measurement found. `monofhir bench --format json` prints these fields; docs/scaling.md explains them."""

from __future__ import annotations

from dataclasses import dataclass

MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Rate:
    """So much was read in so many CPU seconds."""

    documents: int
    megabytes: float
    seconds: float
    documents_per_second: float
    megabytes_per_second: float

    @classmethod
    def of(cls, documents: int, size: int, seconds: float) -> Rate:
        """`size` in bytes. No clock is so fine that nothing takes no time."""
        seconds = max(seconds, 1e-9)
        megabytes = size / MEGABYTE
        return cls(
            documents,
            round(megabytes, 3),
            round(seconds, 3),
            round(documents / seconds, 1),
            round(megabytes / seconds, 2),
        )


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of the conversion, or (with `part_of`) a part of one. `share` is of the whole conversion, 0 to 1."""

    name: str
    part_of: str | None
    ms_per_document: float
    share: float


@dataclass(frozen=True, slots=True)
class Start:
    """A command in a fresh process: CPU and elapsed milliseconds."""

    name: str
    about: str
    cpu_ms: float
    elapsed_ms: float


@dataclass(frozen=True, slots=True)
class Piece:
    """What the smallest pieces of work cost."""

    name: str
    per_second: int


@dataclass(frozen=True, slots=True)
class Compared:
    """Work of others, or a part of ours, on the same monographs.

    `times_monofhir` is how many times as many documents a second it does as the whole conversion. `missing` says why
    it was not measured; then there are no figures.
    """

    name: str
    about: str
    rate: Rate | None
    times_monofhir: float | None
    missing: str | None = None


@dataclass(frozen=True, slots=True)
class Corpus:
    """What was converted: a folder of the user's, or `generated` monographs."""

    documents: int
    megabytes: float
    generated: bool


@dataclass(frozen=True, slots=True)
class Measurement:
    """`conversion` is the whole of `monofhir convert --jobs 1` without its start; `stages` are what it is made of.

    `peak_memory_mb` is what the process held at most until the conversion ended, None where the system does not tell.
    """

    version: str
    python: str
    corpus: Corpus
    conversion: Rate
    stages: tuple[Stage, ...]
    peak_memory_mb: float | None
    starts: tuple[Start, ...]
    pieces: tuple[Piece, ...]
    comparisons: tuple[Compared, ...]
