"""Where bundles go. TARGETS names each: a new one is a module and a line here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path

from pipeline.deliver.directory import directory
from pipeline.deliver.ndjson import ndjson
from pipeline.deliver.place import Place
from pipeline.model.outcome import Outcome

# Called with each outcome, in input order; says where its bundle stands, if it has one there. Raises OSError.
Deliver = Callable[[Outcome], Place | None]

# Opened with the output folder and whether a bundle with errors is written too, under a name that says so.
# All that was delivered is in place once the context is left.
Target = Callable[[Path, bool], AbstractContextManager[Deliver]]

__all__ = ["TARGETS", "Deliver", "Place", "Target"]

TARGETS: Mapping[str, Target] = {"json": directory, "ndjson": ndjson}
