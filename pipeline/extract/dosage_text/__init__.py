"""Structured dosages told in plain words (mappings/dosage-text.yaml), and the check that the words give them again."""

from pipeline.extract.dosage_text.reading import plain_reading
from pipeline.extract.dosage_text.round_trip import confirm, confirm_facts, read_confirmed

__all__ = ["confirm", "confirm_facts", "plain_reading", "read_confirmed"]
