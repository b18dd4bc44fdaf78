"""Readers of the releases that a user may plug in, one a module; each gives a Vocabulary."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from pipeline.terminology.readers import meddra, obo, rxnorm, snomed, spreadsheet
from pipeline.terminology.readers.release import Release
from pipeline.terminology.vocabulary import Vocabulary

__all__ = ["READERS", "Release"]

READERS: Mapping[str, Callable[[Release], Vocabulary]] = {
    "snomed": snomed.read,
    "meddra": meddra.read,
    "rxnorm": rxnorm.read,
    "obo": obo.read,
    "csv": spreadsheet.read,
}
