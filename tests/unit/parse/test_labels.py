from __future__ import annotations

from collections.abc import Callable

import pytest

from pipeline.model.document import Block, Document


@pytest.fixture
def block_of(document_of: Callable[[str], Document]) -> Callable[[str], Block]:
    return lambda text: document_of(text).blocks[0]


@pytest.mark.parametrize(
    ("text", "label", "body"),
    [
        ("**Adults:** 5 mg daily", "Adults", "5 mg daily"),
        ("**Adults**: 5 mg daily", "Adults", "5 mg daily"),
        ("**Adults** – 5 mg daily", "Adults", "5 mg daily"),
        ("**Adults (Oral):** 5 mg", "Adults (Oral)", "5 mg"),
        ("**Adults** **(Oral):** 5 mg", "Adults (Oral)", "5 mg"),
        ("*Common:* nausea", "Common", "nausea"),
        ("**Common side effects**", "Common side effects", ""),
        ("**Adults: 5 mg** daily", "Adults", "5 mg daily"),
        ("* **Q: May I drive?** A: No.", "May I drive?", "No."),
        ("* **May I drive?** No.", "May I drive?", "No."),
        ("Q: May I drive?\nA: No.", "May I drive?", "No."),
        ("* Nervous system: agitation", "Nervous system", "agitation"),
        ("* 29 to 35 weeks: 15 mg/kg", "29 to 35 weeks", "15 mg/kg"),
        ("* Interactions:", "Interactions", ""),
        ("Contraindications: severe asthma.", "Contraindications", "severe asthma."),
    ],
)
def test_a_label_is_told_from_what_it_labels(
    block_of: Callable[[str], Block], text: str, label: str, body: str
) -> None:
    block = block_of(text)
    assert block.label is not None
    assert (block.label.text, block.body_text) == (label, body)


def test_bold_words_without_a_sentence_are_a_label(block_of: Callable[[str], Block]) -> None:
    assert [block_of(text).label is not None for text in ("* **Adults.**", "**Liver and kidney disease**")] == [
        True,
        True,
    ]


@pytest.mark.parametrize(
    "text",
    [
        "**Never exceed the dose** that was prescribed.",
        "* **Exampline should be avoided by those with asthma.**",
        "Take it with food: it is gentler so.",
        "* Nausea",
        "It is *not* a steroid: do not stop it.",
        "A ratio of 2:1 is usual.",
    ],
)
def test_bold_words_and_colons_inside_a_sentence_are_no_label(block_of: Callable[[str], Block], text: str) -> None:
    assert block_of(text).label is None
