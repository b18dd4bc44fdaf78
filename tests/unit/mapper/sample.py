"""A small monograph with every fact kind, made by hand: each fact's words stand in the text."""

from __future__ import annotations

from decimal import Decimal

from pipeline.model import fact as facts
from pipeline.model.document import Document, Source, Span
from pipeline.model.dosage import Amount, DosageInstruction, Maximum, Timing

TEXT = """---
title: Sampletin
---
# Sampletin
Sampletin is a test class drug for seasonal fever & ague in adults, and off-label for hiccups.
Adults: 2.5 to 5 mg/kg by mouth every 6 hours as needed for ague for 7 days, at most 40 mg per day.
Fever: infuse 900 mg per day.
Common side effects (1 to 10 %): heartburn <burning>. Collapse occurs.
Do not use it in porphyria or with Othertin. Grapefruit raises its level. Avoid it.
Watch for falls: dizziness makes them likely. Pregnant women should not take it (category C).
Keep below 25 degrees, away from light.
Swallow it whole. Stir it into milk. It comes as drops.
"""


def evidence(words: str, section: str = "indications") -> tuple[facts.Evidence, ...]:
    start = TEXT.index(words)
    return (facts.Evidence(Span(start, start + len(words)), section, "sample/by-hand"),)


ADULTS = facts.Population("adults", "adult", Decimal(18), None, "a")


def instruction(words: str, **structure: object) -> DosageInstruction:
    return DosageInstruction(words, evidence(words)[0].span, **structure)  # type: ignore[arg-type]


ORAL = instruction(
    "2.5 to 5 mg/kg by mouth every 6 hours as needed for ague for 7 days, at most 40 mg per day",
    doses=(Amount(Decimal("2.5"), Decimal(5), "mg/kg"),),
    timing=Timing(1, period=Decimal(6), period_unit="h", bounds=Amount(Decimal(7), Decimal(7), "d")),
    route="by mouth",
    as_needed=True,
    as_needed_for=("ague",),
    maximums=(Maximum(Decimal(40), "mg"),),
)
INFUSION = instruction("infuse 900 mg per day", daily=Amount(Decimal(900), Decimal(900), "mg"))

FACTS: tuple[facts.Fact, ...] = (
    facts.Identity(evidence=evidence("Sampletin"), name="Sampletin", synonyms=("Samplin",)),
    facts.DrugClass(evidence=evidence("test class"), text="test class"),
    facts.Indication(evidence=evidence("seasonal fever"), text="seasonal fever", population=ADULTS),
    facts.Indication(evidence=evidence("ague"), text="ague"),
    facts.Indication(evidence=evidence("hiccups"), text="hiccups", off_label=True),
    facts.Contraindication(evidence=evidence("porphyria"), text="porphyria"),
    facts.Contraindication(evidence=evidence("Othertin"), text="Othertin", category="drug"),
    facts.UndesirableEffect(
        evidence=evidence("heartburn <burning>"),
        text="heartburn <burning>",
        frequency=facts.Frequency("common", "Common side effects (1 to 10 %)"),
        organ_class="stomach",
    ),
    facts.UndesirableEffect(evidence=evidence("Collapse"), text="Collapse", serious=True),
    facts.Interaction(
        evidence=evidence("Grapefruit raises its level. Avoid it."),
        text="Grapefruit",
        category="drug-food",
        effect="raises its level",
        management="Avoid it.",
    ),
    facts.Warning(evidence=evidence("falls"), topic="falls", description="dizziness makes them likely."),
    facts.PopulationStatement(
        evidence=evidence("Pregnant women"),
        category="pregnancy",
        population=facts.Population("Pregnant women", "pregnancy"),
        description="Pregnant women should not take it (category C).",
        pregnancy_category="C",
    ),
    facts.Storage(evidence=evidence("Keep below 25 degrees"), text="Keep below 25 degrees", conditions=("25 degrees",)),
    facts.Dosage(
        evidence=evidence(ORAL.text), instruction=ORAL, indications=("Ague",), population=ADULTS, formulation="tablets"
    ),
    facts.Dosage(evidence=evidence(INFUSION.text), instruction=INFUSION, indications=("Fever",)),
    facts.DosingGuidance(
        evidence=evidence("Swallow it whole."),
        text="Swallow it whole.",
        category="administration",
        indications=("Ague",),
        population=ADULTS,
    ),
    facts.DosingGuidance(evidence=evidence("Stir it into milk."), text="Stir it into milk.", category="preparation"),
    facts.DosingGuidance(evidence=evidence("It comes as drops."), text="It comes as drops.", category="availability"),
)


def document(path: str = "s/sampletin.md", text: str = TEXT) -> Document:
    return Document(Source(path, text.encode(), text), "Sampletin")
