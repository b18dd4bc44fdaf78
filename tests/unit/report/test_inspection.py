from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from pipeline.model.document import Document, Span
from pipeline.model.dosage import DosageInstruction
from pipeline.model.fact import Dosage, Evidence, Frequency, Indication, Population, UndesirableEffect
from pipeline.report.inspection import fact_table, section_table

PAGE = "# Testamol\n\n## Side Effects\n\nCommon: nausea\n\n## Remarks\n\nNone.\n"


def evidence(words: str) -> tuple[Evidence, ...]:
    start = PAGE.index(words)
    return (Evidence(Span(start, start + len(words)), "adverse-reactions", "kind/rule"),)


def test_sections_stand_with_their_lines_and_unknown_ones_say_so(document_of: Callable[[str], Document]) -> None:
    rows = {row[2]: (row[0], row[1]) for row in section_table(document_of(PAGE)).rows}
    assert rows["Side Effects"] == (3, "adverse-reactions")
    assert rows["Remarks"] == (7, "(unknown)")


def test_a_fact_stands_with_its_line_its_words_and_what_else_it_says(document_of: Callable[[str], Document]) -> None:
    facts = [
        Indication(evidence=evidence("None"), text="pain", population=Population("adults", age_low=Decimal(18))),
        UndesirableEffect(
            evidence=evidence("nausea"),
            component="testamol",
            text="nausea",
            frequency=Frequency("common", "Common"),
            serious=True,
        ),
        Dosage(
            evidence=evidence("None"),
            instruction=DosageInstruction("5 mg\n  daily", Span(0, 3)),
            indications=("pain", "fever"),
        ),
    ]
    assert fact_table(document_of(PAGE), facts).rows == [
        (5, "undesirable-effect", "nausea", "frequency: Common; serious; component: testamol", "kind/rule"),
        (9, "dosage", "5 mg daily", "indications: pain, fever", "kind/rule"),
        (9, "indication", "pain", "population: adults", "kind/rule"),
    ]
