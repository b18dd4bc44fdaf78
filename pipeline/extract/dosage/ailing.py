"""People with an impaired organ, who are one group: "children with decreased renal function"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.extract.populations import ORGANS, FoundPopulation, narrowed
from pipeline.model.document import squeeze

_AILING = re.compile(r"\s+(?:with|who have)\s+", re.IGNORECASE)


def with_illness(text: str, found: Sequence[FoundPopulation]) -> tuple[FoundPopulation, ...]:
    """Each group with the impairment that the words behind it give to it."""
    kept: list[FoundPopulation] = []
    for item in found:
        ill = item.population.code in ORGANS and kept and _AILING.fullmatch(text, kept[-1].end, item.start)
        if ill and kept[-1].population.code not in ORGANS:
            people = kept.pop()
            (both,) = narrowed((item.population,), (people.population,))
            both = replace(both, text=squeeze(text[people.start : item.end]))
            kept.append(FoundPopulation(people.start, item.end, both))
        else:
            kept.append(item)
    return tuple(kept)
