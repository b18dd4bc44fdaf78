"""monofhir: drug monographs -> validated FHIR bundles in which every fact is traceable to its words.

    >>> import pipeline
    >>> result = pipeline.convert("# Aspirin\\n\\n### Usage\\nAspirin is used to treat mild pain.\\n")
    >>> [fact.text for fact in result.facts if fact.kind == "indication"]
    ['mild pain']

The names below are the library; everything else may change.
"""

from pipeline.library import convert
from pipeline.model.document import Document, Span
from pipeline.model.fact import Evidence, Fact
from pipeline.problems import Location, Problem, ProblemError
from pipeline.run import Options, Result

__all__ = ["Document", "Evidence", "Fact", "Location", "Options", "Problem", "ProblemError", "Result", "Span", "convert"]
