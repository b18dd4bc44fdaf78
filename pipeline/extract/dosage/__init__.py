"""Dosage: what a text says of dose, timing and route, as structured instructions."""

from pipeline.extract.dosage.reader import parse_dosage

__all__ = ["parse_dosage"]
