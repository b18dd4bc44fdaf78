"""All kinds together."""

from __future__ import annotations

from collections.abc import Callable

from pipeline.extract import EXTRACTORS, FROM_THE_REST, extract
from pipeline.model.document import Document
from pipeline.model.fact import Fact, Storage
from pipeline.rules import Rules

TWICE = """# Exemplinib

### Storage

Keep away from light.

### FAQs

* **Q: How should I store it?** A: Keep away from light!
"""


def test_every_kind_of_fact_has_its_extractor() -> None:
    assert {*EXTRACTORS, *FROM_THE_REST} == {kind.kind for kind in Fact.__subclasses__()}


def test_facts_come_kind_by_kind_in_the_order_of_the_extractors(
    rules: Rules, document_of: Callable[[str], Document]
) -> None:
    sections = ("Dosage\n\nShake well.", "Storage\n\nKeep away from light.", "Usage\n\nIt is a diuretic.")
    page = "# Exemplinib\n\n### " + "\n\n### ".join(sections)
    kinds = [fact.kind for fact in extract(document_of(page), rules)[0]]
    assert kinds == sorted(kinds, key=[*EXTRACTORS, *FROM_THE_REST].index)


def test_what_is_said_twice_is_one_fact_with_two_places(rules: Rules, document_of: Callable[[str], Document]) -> None:
    document = document_of(TWICE)
    stored = [fact for fact in extract(document, rules)[0] if isinstance(fact, Storage)]
    assert [fact.text for fact in stored] == ["Keep away from light."]
    quoted = [document.quote(item.span) for item in stored[0].evidence]
    assert quoted == ["Keep away from light.", "Keep away from light!"]


def test_what_differs_stays_apart(rules: Rules, document_of: Callable[[str], Document]) -> None:
    facts = extract(document_of("# A\n\n### Storage\n\nKeep away from light. Keep away from heat.\n"), rules)[0]
    assert len([fact for fact in facts if isinstance(fact, Storage)]) == 2


def test_a_page_without_facts_gives_none(rules: Rules, document_of: Callable[[str], Document]) -> None:
    facts, residue, coverage = extract(document_of(""), rules)
    assert (facts, residue, coverage.total.sentences) == ((), (), 0)
