"""The tables that resources look codes up in cover the codes that facts have."""

from __future__ import annotations

from typing import get_args, get_type_hints

import pytest

from pipeline.model.dosage import Role
from pipeline.model.fact import FrequencyCode, GuidanceCategory, Interaction, PopulationStatement
from pipeline.model.monograph import MappingOptions
from pipeline.rules import Rules


@pytest.mark.parametrize(
    ("table", "attribute", "codes"),
    [
        ("frequency-codes", "coding", get_args(FrequencyCode)),
        ("frequency-codes", "label", get_args(FrequencyCode)),
        ("mapping-labels", "role", get_args(Role) + get_args(GuidanceCategory)),
        ("mapping-labels", "status", get_args(get_type_hints(MappingOptions)["status"])),
        ("mapping-labels", "interaction", get_args(get_type_hints(Interaction)["category"])),
        ("mapping-labels", "statement", get_args(get_type_hints(PopulationStatement)["category"])),
    ],
)
def test_every_code_of_a_fact_has_a_row(table: str, attribute: str, codes: tuple[str, ...], rules: Rules) -> None:
    terms = rules.lexicon[table].terms
    assert {key for key, term in terms.items() if attribute in term.data} == set(codes)
