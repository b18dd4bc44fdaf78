"""Sections, topics, components and governing blocks; the pages are cases in tests/cases/structure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import yaml

from pipeline.model.document import Block, Document, Source
from pipeline.parse import parse
from pipeline.rules import Rules
from tests.conftest import ROOT

CASES: list[dict[str, Any]] = yaml.safe_load((ROOT / "tests/cases/structure/pages.yaml").read_text())


def shown(block: Block) -> str:
    label = block.label.text if block.label else "-"
    return f"{block.section}/{block.topic} | {block.component or '-'} | {label} | {block.body_text}"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_each_block_belongs_where_a_reader_puts_it(
    case: dict[str, Any], document_of: Callable[[str], Document]
) -> None:
    assert [shown(block) for block in document_of(case["page"]).blocks if block.body_text] == case["blocks"]


def governors(document: Document, words: str) -> list[str]:
    block = next(block for block in document.blocks if block.body_text == words)
    return [above.label.text if above.label else above.plain for above in document.ancestors(block)]


def test_the_items_of_a_list_are_governed_by_the_bold_line_above_it(document_of: Callable[[str], Document]) -> None:
    document = document_of("# X\n### Dosage\n**Adults:**\n\n* 5 mg\n\n**Children:**\n\n* 1 mg\n")
    assert governors(document, "5 mg") == ["Adults", "Dosage", "X"]
    assert governors(document, "1 mg") == ["Children", "Dosage", "X"]


def test_the_items_of_a_list_are_governed_by_its_lead_in_line(document_of: Callable[[str], Document]) -> None:
    document = document_of("# X\n### Side Effects\nCommon ones include:\n\n* Nausea\n\nOthers happen.\n\n* Rash\n")
    assert governors(document, "Nausea") == ["Common ones include:", "Side Effects", "X"]
    assert governors(document, "Rash") == ["Side Effects", "X"]


def test_nested_items_are_governed_by_the_item_above(document_of: Callable[[str], Document]) -> None:
    document = document_of("# X\n### Side Effects\n* **Common:**\n  * Skin: rash\n    * itching\n")
    assert governors(document, "itching") == ["Skin", "Common", "Side Effects", "X"]


def test_a_row_knows_the_heads_of_its_columns(document_of: Callable[[str], Document]) -> None:
    row = document_of("| Effect | How often |\n|--|--|\n| Rash | rare |\n").blocks[0]
    assert row.header == ("Effect", "How often")
    assert [row.plain[start:end] for start, end in row.cells] == ["Rash", "rare"]


def test_lines_are_counted_from_one_in_the_whole_file(document_of: Callable[[str], Document]) -> None:
    document = document_of("---\ntitle: X\n---\n\n# X\n\nWords\n")
    assert [block.line for block in document.blocks] == [5, 7]


def test_an_unknown_heading_is_reported_with_its_line(rules: Rules) -> None:
    text = "# X\n\n### Curiosities\nRat poison.\n"
    _, problems = parse(Source("page.md", text.encode(), text), rules)
    unknown = [problem for problem in problems if problem.code == "parse-unknown-heading"]
    assert [str(problem.location) for problem in unknown] == ["page.md:3"]


def test_a_page_without_a_title_is_an_error(rules: Rules) -> None:
    _, problems = parse(Source("page.md", b"Words", "Words"), rules)
    assert "parse-no-title" in {problem.code for problem in problems if problem.is_error}


def test_the_first_heading_is_the_title_where_the_front_matter_has_none(document_of: Callable[[str], Document]) -> None:
    document = document_of("# Iron + Zinc\n")
    assert (document.title, document.components) == ("Iron + Zinc", ("Iron", "Zinc"))
    assert document.title_span is not None
    assert document.quote(document.title_span) == "Iron + Zinc"
