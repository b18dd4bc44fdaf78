from __future__ import annotations

import pytest

from pipeline.terminology.known import KnownSystems, known_systems

SNOMED, HPO = "http://snomed.info/sct", "http://human-phenotype-ontology.org"


@pytest.fixture(scope="module")
def known() -> KnownSystems:
    return known_systems()


@pytest.mark.parametrize("written", ["https://snomed.info/sct", "http://snomed.info/sct/", "HTTP://SNOMED.INFO/SCT"])
def test_an_address_written_otherwise_is_put_right(known: KnownSystems, written: str) -> None:
    assert known.address(written) == SNOMED


@pytest.mark.parametrize("written", [SNOMED, HPO, "https://example.org/drugs"])
def test_a_right_address_and_one_that_is_not_known_stay(known: KnownSystems, written: str) -> None:
    assert known.address(written) is None


def test_a_wrong_check_digit_is_a_fault(known: KnownSystems) -> None:
    assert known.fault(SNOMED, "22253000") is None
    assert "check digit" in str(known.fault(SNOMED, "22253001"))
    assert known.fault("https://example.org/drugs", "x") is None


def test_only_a_system_with_a_vocabulary_of_its_own_knows_what_it_lacks(known: KnownSystems) -> None:
    assert known.labels(HPO, "HP:0002018") == ("Nausea",)
    assert known.labels(HPO, "HP:9999999") == ()
    assert known.labels(SNOMED, "22253000") is None
    assert known.labels("http://ncicb.nci.nih.gov/xml/owl/EVS/Thesaurus.owl", "C1") is None
