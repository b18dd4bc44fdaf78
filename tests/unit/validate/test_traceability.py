"""Whether the place that a fact names holds the fact's words."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

import pytest

from pipeline.model.canonical import DERIVATION
from pipeline.validate.traceability import verify

SOURCE = """# Exemplol

## Side effects

- Dizziness &amp; **mild**
  headache
- Temperature above 38.5 °C
"""


def place(offset: int, length: int, reference: str = "DocumentReference/source") -> dict[str, Any]:
    return {
        "url": DERIVATION,
        "extension": [
            {"url": "reference", "valueReference": {"reference": reference}},
            {"url": "offset", "valueInteger": offset},
            {"url": "length", "valueInteger": length},
        ],
    }


def of(words: str, text: str = SOURCE) -> dict[str, Any]:
    """The place of the words in the source."""
    return place(text.index(words), len(words))


def bundle(
    concept: dict[str, Any], source: bytes = SOURCE.encode(), content_type: str = "text/markdown"
) -> dict[str, Any]:
    attachment = {
        "contentType": content_type,
        "data": base64.b64encode(source).decode(),
        "size": str(len(source)),
        "hash": base64.b64encode(hashlib.sha1(source, usedforsecurity=False).digest()).decode(),
    }
    effect = {"symptomConditionEffect": {"concept": concept}}
    resources = [
        {"resourceType": "DocumentReference", "id": "source", "content": [{"attachment": attachment}]},
        {"resourceType": "ClinicalUseDefinition", "id": "effect", "undesirableEffect": effect},
    ]
    return {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": resource} for resource in resources]}


def codes(concept: dict[str, Any], source: bytes | None = None) -> list[str]:
    return [problem.code for problem in verify(bundle(concept), source)]


def test_words_that_stand_in_the_slice_verify() -> None:
    assert codes({"text": "dizziness", "extension": [of("Dizziness")]}) == []


def test_markup_entities_case_and_line_breaks_do_not_matter() -> None:
    assert codes({"text": "dizziness & mild headache", "extension": [of("Dizziness &amp; **mild**\n  headache")]}) == []


def test_figures_are_words_too() -> None:
    assert codes({"text": "temperature above 38.5 °C", "extension": [of("Temperature above 38.5 °C")]}) == []
    assert codes({"text": "temperature above 38 °C", "extension": [of("Temperature above 38.5 °C")]}) == ["trace-words"]


def test_a_word_that_the_slice_lacks_is_named() -> None:
    (problem,) = verify(bundle({"text": "severe dizziness", "extension": [of("Dizziness")]}))
    assert (problem.code, problem.resource) == ("trace-words", "ClinicalUseDefinition/effect")
    assert problem.element == "ClinicalUseDefinition.undesirableEffect.symptomConditionEffect.concept"
    assert problem.message.endswith(": severe")


def test_part_of_a_word_is_not_the_word() -> None:
    assert codes({"text": "ache", "extension": [of("headache")]}) == ["trace-words"]


def test_one_of_two_places_is_enough_for_a_fact_that_is_stated_twice() -> None:
    assert codes({"text": "headache", "extension": [of("Dizziness"), of("headache")]}) == []


def test_a_fact_in_two_sentences_has_its_words_in_both_places_together() -> None:
    places = [of("Dizziness"), of("headache")]
    assert codes({"text": "dizziness headache", "extension": places}) == []
    assert codes({"text": "dizziness, mild headache", "extension": places}) == ["trace-words"]


@pytest.mark.parametrize(
    ("offset", "length"), [(-1, 5), (0, len(SOURCE) + 1), (len(SOURCE), 1), (5, 0), (5, -2), ("5", 3)]
)
def test_a_place_outside_the_text_is_told(offset: int, length: int) -> None:
    assert codes({"text": "dizziness", "extension": [place(offset, length)]}) == ["trace-outside"]


def test_the_whole_text_is_inside() -> None:
    assert codes({"text": "dizziness", "extension": [place(0, len(SOURCE))]}) == []


def test_a_reference_to_no_document_is_told() -> None:
    assert codes({"text": "dizziness", "extension": [place(0, 9, "DocumentReference/other")]}) == ["trace-source"]


def test_an_extension_without_its_parts_is_told() -> None:
    assert codes({"text": "dizziness", "extension": [{"url": DERIVATION}]}) == ["trace-extension"]


def test_an_element_without_words_is_a_warning() -> None:
    (problem,) = verify(bundle({"extension": [of("Dizziness")]}))
    assert (problem.code, problem.severity) == ("trace-no-words", "warning")


def test_a_primitive_may_carry_its_place_itself() -> None:
    assert codes({"text": "dizziness", "_text": {"extension": [of("Dizziness")]}}) == []
    assert codes({"text": "vertigo", "_text": {"extension": [of("Dizziness")]}}) == ["trace-words"]


def test_offsets_count_characters_and_not_bytes() -> None:
    text = "Fièvre – vertige"
    concept = {"text": "vertige", "extension": [of("vertige", text)]}
    assert verify(bundle(concept, text.encode())) == ()


def test_the_charset_of_the_attachment_is_used() -> None:
    text = "Fièvre, vertige"
    concept = {"text": "fièvre", "extension": [of("Fièvre", text)]}
    latin = bundle(concept, text.encode("latin-1"), "text/markdown; charset=iso-8859-1")
    assert verify(latin) == ()
    latin["entry"][0]["resource"]["content"][0]["attachment"]["contentType"] = "text/markdown"
    assert [problem.code for problem in verify(latin)] == ["trace-encoding", "trace-source"]


def test_the_given_source_must_be_the_one_that_was_read() -> None:
    concept = {"text": "dizziness", "extension": [of("Dizziness")]}
    assert codes(concept, SOURCE.encode()) == []
    assert codes(concept, SOURCE.encode() + b"more") == ["trace-size", "trace-hash"]


def test_without_embedded_data_the_source_must_be_given() -> None:
    linked = bundle({"text": "dizziness", "extension": [of("Dizziness")]})
    del linked["entry"][0]["resource"]["content"][0]["attachment"]["data"]
    assert [problem.code for problem in verify(linked)] == ["trace-source", "trace-source"]
    assert verify(linked, SOURCE.encode()) == ()
