"""Which sentences back no fact."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from pipeline.extract.residue import residue_of
from pipeline.extract.storage import extract
from pipeline.model.coverage import Counts
from pipeline.model.document import Document
from pipeline.model.fact import Evidence, Storage
from pipeline.rules import Rules
from tests.conftest import ROOT

FILES = sorted((ROOT / "tests/cases/residue").glob("*.yaml"))
CASES = [case for path in FILES for case in yaml.safe_load(path.read_text(encoding="utf-8"))]
PAGE = "# Exemplinib\n\n### Storage\n\nThe box is blue. Keep it from light. The lid is red. Never freeze.\n"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_what_is_left_and_what_is_counted(
    case: dict[str, Any], rules: Rules, document_of: Callable[[str], Document]
) -> None:
    document = document_of(f"# Exemplinib\n\n### {case['section']}\n\n{case['text']}\n")
    left, coverage = residue_of(document, extract(document, rules), rules)
    assert [item.text for item in left] == case["residue"]
    assert coverage.total == Counts(*case["counts"][1:])


def test_residue_knows_its_line_and_place(rules: Rules, document_of: Callable[[str], Document]) -> None:
    document = document_of("# Exemplinib\n\n### Storage\n\nKeep from light.\nThe box\nis blue.\n")
    (left,), _ = residue_of(document, extract(document, rules), rules)
    assert (left.line, left.section, document.quote(left.span)) == (6, "storage", "The box\nis blue.")


@given(covered=st.sets(st.integers(0, 3)))
def test_every_sentence_is_covered_or_left(
    covered: set[int], rules: Rules, document_of: Callable[[str], Document]
) -> None:
    document = document_of(PAGE)
    block = next(block for block in document.blocks if block.sentences)
    spans = [block.text.span(sentence.start, sentence.end) for sentence in block.sentences]
    facts = [Storage(evidence=(Evidence(spans[index], "storage", "test"),), text="") for index in covered]
    left, coverage = residue_of(document, facts, rules)
    assert [item.span for item in left] == [span for index, span in enumerate(spans) if index not in covered]
    assert coverage.sections == {"storage": Counts(len(covered), 0, 4 - len(covered))}
