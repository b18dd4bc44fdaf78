"""Undesirable effects, read from small monographs."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline.extract.undesirable_effects import extract
from pipeline.extract.undesirable_effects.frequency import frequency_in
from pipeline.model.document import Document
from pipeline.model.fact import Frequency, UndesirableEffect
from pipeline.rules import Rules

CASES = Path(__file__).resolve().parents[2] / "cases" / "undesirable-effect"


def _cases() -> list[Any]:
    return [
        pytest.param(case, id=f"{path.stem}: {case['name']}")
        for path in sorted(CASES.glob("*.yaml"))
        for case in yaml.safe_load(path.read_text(encoding="utf-8"))
    ]


def _document(case: dict[str, Any], document_of: Callable[[str], Document]) -> Document:
    return document_of(case.get("page") or f"# Somedrug\n\n## Side Effects\n\n{case['section']}\n")


@pytest.mark.parametrize("case", _cases())
def test_the_effects_of_a_section(case: dict[str, Any], rules: Rules, document_of: Callable[[str], Document]) -> None:
    facts = list(extract(_document(case, document_of), rules))
    stated = {fact.text: fact.frequency.code if fact.frequency else None for fact in facts}
    assert list(stated.items()) == list(case["effects"].items())
    assert len(stated) == len(facts)
    by_text = {fact.text: fact for fact in facts}
    for name in case.get("aliases", {}):
        assert list(by_text[name].aliases) == case["aliases"][name]
    for name in case.get("organ_classes", {}):
        assert by_text[name].organ_class == case["organ_classes"][name]
    for name in case.get("components", {}):
        assert by_text[name].component == case["components"][name]
    for name in case.get("evidences", {}):
        assert len(by_text[name].evidence) == case["evidences"][name]
    if "serious" in case:
        assert [fact.text for fact in facts if fact.serious] == case["serious"]


@pytest.mark.parametrize("case", _cases())
def test_every_word_stands_inside_an_evidence_span(
    case: dict[str, Any], rules: Rules, document_of: Callable[[str], Document]
) -> None:
    document = _document(case, document_of)
    for fact in extract(document, rules):
        assert _is_quoted(fact, document)
        assert all(evidence.rule.startswith("undesirable-effect/") for evidence in fact.evidence)


def _is_quoted(fact: UndesirableEffect, document: Document) -> bool:
    quotes = [set(re.findall(r"\w+", document.quote(evidence.span))) for evidence in fact.evidence]
    wanted = [set(re.findall(r"\w+", text)) for text in (fact.text, *fact.aliases)]
    return all(any(words <= quote for quote in quotes) for words in wanted)


def test_a_frequency_keeps_the_words_and_figures_that_state_it(rules: Rules) -> None:
    words = rules.lexicon["frequency"]
    assert frequency_in("common, seen in more than 10% of users", words) == Frequency(
        "very-common", "common, more than 10%"
    )


@pytest.mark.parametrize("text", ["after 2 to 3 weeks", "5 mg in 100 mL", "available 24/7", "a pressure of 140/100"])
def test_a_number_that_is_no_share_states_no_frequency(text: str, rules: Rules) -> None:
    assert frequency_in(text, rules.lexicon["frequency"]) is None


@pytest.mark.parametrize("part", ["Common: ", "rash - ", "gout, which can cause ", "ranging from "])
def test_a_sentence_of_ever_the_same_words_is_read(
    part: str, rules: Rules, document_of: Callable[[str], Document]
) -> None:
    document = document_of(f"# Somedrug\n\n## Side Effects\n\n- {part * 2000}hiccups\n")
    assert all(_is_quoted(fact, document) for fact in extract(document, rules))
