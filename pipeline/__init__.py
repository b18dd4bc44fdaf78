"""monofhir: drug monographs -> validated FHIR bundles in which every fact is traceable to its words.

    >>> import pipeline
    >>> result = pipeline.convert("# Aspirin\\n\\n### Usage\\nAspirin is used to treat mild pain.\\n")
    >>> [fact.text for fact in result.facts if fact.kind == "indication"]
    ['mild pain']
    >>> (dosage,) = pipeline.parse_dosage("Take 1-2 tablets every 4-6 hours as needed")
    >>> dosage.timing.period, dosage.timing.period_max, dosage.timing.period_unit
    (Decimal('4'), Decimal('6'), 'h')

The names below are the library; everything else may change.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipeline.library import convert, parse_dosage, tables
    from pipeline.model.document import Document, Span
    from pipeline.model.dosage import DosageInstruction
    from pipeline.model.fact import Evidence, Fact
    from pipeline.options import Options
    from pipeline.problems import Location, Problem, ProblemError
    from pipeline.run import Result

__all__ = [
    "Document",
    "DosageInstruction",
    "Evidence",
    "Fact",
    "Location",
    "Options",
    "Problem",
    "ProblemError",
    "Result",
    "Span",
    "convert",
    "parse_dosage",
    "tables",
]

_HOMES = {
    "pipeline.library": ("convert", "parse_dosage", "tables"),
    "pipeline.model.document": ("Document", "Span"),
    "pipeline.model.dosage": ("DosageInstruction",),
    "pipeline.model.fact": ("Evidence", "Fact"),
    "pipeline.options": ("Options",),
    "pipeline.problems": ("Location", "Problem", "ProblemError"),
    "pipeline.run": ("Result",),
}


def __getattr__(name: str) -> Any:
    """Imports what a name needs when it is first asked for: the command line loads only what its command needs."""
    for home, names in _HOMES.items():
        if name in names:
            globals()[name] = getattr(import_module(home), name)
            return globals()[name]
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
