"""Pages that say themselves that they are no monograph."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pipeline.extract.no_content import reason_for_no_content
from pipeline.model.document import Document
from pipeline.rules import Rules

DECLINING = [
    "Please provide the full name of the medicine.",
    "I cannot provide information on this medicine.",
    "There is no single medicine known as Exemplamax.",
    "Exempla is not a complete name of a medicine.",
    "I am unable to provide reliable information about it.",
]


@pytest.mark.parametrize("sentence", DECLINING)
def test_a_page_that_declines_says_so(sentence: str, rules: Rules, document_of: Callable[[str], Document]) -> None:
    reason = reason_for_no_content(document_of(f"# Exempla\n\n{sentence}\n"), rules)
    assert reason is not None
    assert (reason.text, reason.line) == (sentence, 3)


def test_the_reason_is_found_below_headings_and_beside_a_disclaimer(
    rules: Rules, document_of: Callable[[str], Document]
) -> None:
    page = "# Exempla\n\n### Usage\n\nPlease specify the medicine.\n\n**Disclaimer:** Ask a doctor.\n"
    reason = reason_for_no_content(document_of(page), rules)
    assert reason is not None
    assert reason.line == 5


@pytest.mark.parametrize(
    "page", ["", "# Exempla\n\nExempla is a tree.\n", "# Exempla\n\n### Usage\n\nIt is used to treat pain.\n"]
)
def test_any_other_page_gives_no_reason(page: str, rules: Rules, document_of: Callable[[str], Document]) -> None:
    assert reason_for_no_content(document_of(page), rules) is None
