"""Ages that two groups of people span together: "children aged 10 years and older and adolescents up to 17"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from pipeline.extract.populations import FoundPopulation
from pipeline.model.document import squeeze
from pipeline.model.fact import Population

JOINT = re.compile(r"\s*(?:,|(?:\([^)\d]*\)\s*)?,?\s*(?:and|or|&)\s)\s*(?:in\s+|for\s+)?(?:an?\s+)?", re.IGNORECASE)
_MONTHS = {"mo": Decimal(1), "a": Decimal(12)}


def spanning(text: str, found: Sequence[FoundPopulation]) -> list[FoundPopulation]:
    """The groups, those of them as one band that begin with an age of one and end with an age of the next."""
    kept: list[FoundPopulation] = []
    for item in found:
        both = _spanned(kept[-1].population, item.population) if kept else None
        if both is not None and JOINT.fullmatch(text, kept[-1].end, item.start):
            start = kept.pop().start
            kept.append(FoundPopulation(start, item.end, replace(both, text=squeeze(text[start : item.end]))))
        else:
            kept.append(item)
    return kept


def _spanned(young: Population, old: Population) -> Population | None:
    """The ages of the first, which nothing ends, up to those of the second, which nothing begins."""
    if young.age_low is None or old.age_low is not None or old.age_high is None:
        return None
    if young.age_high not in (None, young.age_low) or not {young.age_unit, old.age_unit} <= set(_MONTHS):
        return None
    high = old.age_high * _MONTHS[old.age_unit] / _MONTHS[young.age_unit]
    whole = high == high.to_integral_value()
    return replace(young, age_high=high.to_integral_value()) if whole and young.age_low < high else None
