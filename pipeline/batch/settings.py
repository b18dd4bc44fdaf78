"""The settings from which any process can start the work."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.options import Options
from pipeline.read import MAX_SIZE

if TYPE_CHECKING:
    from pipeline.batch.work import Work


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run is to do, plain enough to pass to another process, which loads the rules by itself.

    `mappings` is None for the ones that come with monofhir. `codes` and `plugged` say whether concepts get codes, and
    whether also those of the vocabularies that the user plugged in. `tx` is the base of a terminology server,
    `tx_cache` the file of its answers, `tx_translate` the systems that it translates codes to.
    """

    mappings: Path | None = None
    options: Options = field(default_factory=Options)
    codes: bool = True
    plugged: bool = True
    indent: bool = False
    max_size: int = MAX_SIZE
    encoding: str | None = None
    tx: str | None = None
    tx_cache: Path | None = None
    tx_translate: tuple[str, ...] = ()

    def start(self) -> Work:
        """Loads what the work needs. Raises ProblemError for what is wrong with it."""
        from pipeline.batch.work import start  # noqa: PLC0415 - a run in which nothing has changed need not wait for it

        return start(self)
