from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.rules import mappings_directory
from pipeline.terminology.systems import read_systems
from pipeline.terminology.vocabulary import read_vocabulary

SYSTEMS = read_systems(mappings_directory())


@pytest.mark.parametrize(
    ("prefix", "code"),
    [
        ("HP", "HP:0002315"),
        ("MONDO", "MONDO:0004979"),
        ("MESH", "D009325"),
        ("ICD10CM", "J45"),
        ("ICD10CM", "L51.1"),
        ("UNII", "5Q7ZVV76EI"),
        ("NCIT", "C38288"),
        ("LOINC", "34084-4"),
    ],
)
def test_a_code_of_the_right_form_has_no_fault(prefix: str, code: str) -> None:
    assert SYSTEMS[prefix].fault(code) is None


@pytest.mark.parametrize(
    ("prefix", "code"),
    [
        ("HP", "0002315"),
        ("HP", "HP:2315"),
        ("MESH", "X009325"),
        ("ICD10CM", "J45.12345"),
        ("UNII", "5Q7ZVV76EJ"),
        ("UNII", "5Q7ZVV76E"),
        ("LOINC", "34084-5"),
        ("LOINC", "34084"),
        ("SCT", "12345"),
        ("SCT", "abc"),
        ("ATC", "B01AA3"),
        ("RXNORM", "011289"),
    ],
)
def test_a_code_of_a_wrong_form_or_check_digit_is_told(prefix: str, code: str) -> None:
    fault = SYSTEMS[prefix].fault(code)
    assert fault is not None
    assert code in fault


@given(st.sampled_from(sorted("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")), st.integers(0, 9))
def test_one_wrong_character_of_a_unii_is_always_noticed(char: str, place: int) -> None:
    code = "5Q7ZVV76EI"
    changed = code[:place] + char + code[place + 1 :]
    assert (SYSTEMS["UNII"].fault(changed) is None) == (changed == code)


@pytest.mark.parametrize("system", SYSTEMS.values(), ids=SYSTEMS)
def test_every_embedded_code_is_sound_by_its_systems_rules(system: object) -> None:
    assert isinstance(system, type(SYSTEMS["HP"]))
    for name in system.vocabularies:
        vocabulary = read_vocabulary(mappings_directory() / "vocabularies" / f"{name}.tsv.gz")
        assert vocabulary.system == system.uri
        assert [concept.code for concept in vocabulary.concepts if system.fault(concept.code)] == []
