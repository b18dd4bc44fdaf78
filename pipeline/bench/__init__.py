"""Measures: the stages of a conversion, what a start costs, and how long others take for parts of the same work."""

from pipeline.bench.measure import measure
from pipeline.bench.measurement import Measurement

__all__ = ["Measurement", "measure"]
