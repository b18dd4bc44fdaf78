"""Where bundles go. TARGETS names each: a new one is a module and a line here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager

from pipeline.deliver.dataset import parquet
from pipeline.deliver.directory import directory, drafts
from pipeline.deliver.ndjson import ndjson
from pipeline.deliver.place import Place
from pipeline.model.outcome import Outcome
from pipeline.storage.folders import Folder

# Called with each outcome, in input order; says where its bundle stands, if it has one there. Raises OSError.
Deliver = Callable[[Outcome], Place | None]

# Opened with the output folder, whether a bundle with errors is written too, under a name that says so, and into how
# many files those go that hold many bundles. All that was delivered is in place once the context is left.
Target = Callable[[Folder, bool, int], AbstractContextManager[Deliver]]

# Given the first two. What it returns writes the bundle of an outcome, in any process, for the target to put in place.
Drafts = Callable[[Folder, bool], Callable[[Outcome], Outcome]]

__all__ = ["DRAFTS", "TARGETS", "Deliver", "Drafts", "Place", "Target"]

TARGETS: Mapping[str, Target] = {"json": directory, "ndjson": ndjson, "parquet": parquet}

# The targets that take drafts: those in which each bundle has a file of its own.
DRAFTS: Mapping[str, Drafts] = {"json": drafts}
