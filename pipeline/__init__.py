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

from pipeline.library import convert, parse_dosage
from pipeline.model.document import Document, Span
from pipeline.model.dosage import DosageInstruction
from pipeline.model.fact import Evidence, Fact
from pipeline.problems import Location, Problem, ProblemError
from pipeline.run import Options, Result

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
]
