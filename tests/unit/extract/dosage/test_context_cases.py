"""Every case of tests/cases/dosage-context: a dosage section, its regimens and what is around them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline.extract.dosage import extract
from pipeline.model.document import Document
from pipeline.model.fact import Dosage
from pipeline.rules import Rules
from tests.unit.extract.dosage.shown import shown

CASES = Path(__file__).resolve().parents[3] / "cases" / "dosage-context"
Read = Callable[[str], list[Dosage]]


def _cases(name: str) -> list[Any]:
    cases = yaml.safe_load((CASES / f"{name}.yaml").read_text(encoding="utf-8"))
    return [pytest.param(case["body"], case["gives"], id=case["name"]) for case in cases]


@pytest.fixture
def read(document_of: Callable[[str], Document], rules: Rules) -> Read:
    return lambda body: list(extract(document_of(f"# Examplin\n\n## Dosage\n\n{body}\n"), rules))


def _dose(fact: Dosage) -> str | None:
    instruction = fact.instruction
    dose = instruction.doses[0] if instruction.doses else instruction.daily
    return f"{dose.high} {dose.unit}" if dose is not None else None


@pytest.mark.parametrize(("body", "gives"), _cases("people"))
def test_each_regimen_is_for_its_people(body: str, gives: list[list[str | None]], read: Read) -> None:
    people = [(fact, fact.population) for fact in read(body)]
    assert [[_dose(fact), who and who.text, who and who.code] for fact, who in people] == gives


@pytest.mark.parametrize(("body", "gives"), _cases("indications"))
def test_each_regimen_is_for_its_indications(body: str, gives: list[list[Any]], read: Read) -> None:
    assert [[_dose(fact), list(fact.indications)] for fact in read(body)] == gives


@pytest.mark.parametrize(("body", "gives"), _cases("routes"))
def test_each_regimen_has_the_route_that_is_in_no_doubt(body: str, gives: list[list[str | None]], read: Read) -> None:
    assert [[_dose(fact), fact.instruction.route] for fact in read(body)] == gives


@pytest.mark.parametrize(("body", "gives"), _cases("roles"))
def test_each_regimen_plays_the_part_of_its_label(body: str, gives: list[list[str]], read: Read) -> None:
    assert [[_dose(fact), fact.instruction.role] for fact in read(body)] == gives


@pytest.mark.parametrize(("body", "gives"), _cases("components"))
def test_each_regimen_is_of_its_component(
    body: str, gives: list[list[str | None]], document_of: Callable[[str], Document], rules: Rules
) -> None:
    document = document_of(f"# Examplin + Otherol\n\n## Dosage\n\n{body}\n")
    assert [[_dose(fact), fact.component] for fact in extract(document, rules)] == gives


def test_the_title_may_name_the_route(document_of: Callable[[str], Document], rules: Rules) -> None:
    (fact,) = extract(document_of("# Examplin (Nasal)\n\n## Dosage\n\n**Adults:** 5 mg once daily.\n"), rules)
    assert fact.instruction.route == "nasal"


@pytest.mark.parametrize(("body", "gives"), _cases("steps-and-limits"))
def test_each_regimen_is_the_step_that_labels_tell(body: str, gives: list[dict[str, Any]], read: Read) -> None:
    assert [shown(fact.instruction) for fact in read(body)] == gives


@pytest.mark.parametrize(
    ("usage", "dosage", "route"),
    [
        ("Examplin is a topical antibiotic.", "Apply a thin layer twice daily.", "topical"),
        ("Examplin is a topical antibiotic.", "Take 5 mg twice daily.", None),
        ("Examplin is an antibiotic.", "Apply a thin layer twice daily.", None),
        ("Examplin is a topical or vaginal antibiotic.", "Apply a thin layer twice daily.", None),
        ("Examplin is a topical antibiotic.", "Apply twice daily. Eye drops exist too.", None),
    ],
)
def test_what_is_applied_of_a_topical_drug_is_topical(
    usage: str, dosage: str, route: str | None, document_of: Callable[[str], Document], rules: Rules
) -> None:
    document = document_of(f"# Examplin\n\n## Usage\n\n{usage}\n\n## Dosage\n\n{dosage}\n")
    assert next(iter(extract(document, rules))).instruction.route == route


@pytest.mark.parametrize(("body", "gives"), _cases("forms"))
def test_each_regimen_is_of_its_form(body: str, gives: list[list[str | None]], read: Read) -> None:
    assert [[_dose(fact), fact.formulation] for fact in read(body)] == gives


def test_a_component_in_more_words_is_no_indication(document_of: Callable[[str], Document], rules: Rules) -> None:
    page = (
        "# Examplin + Otherol\n\n## Dosage\n\n* **Otherol acids (XA & YA):** 5 mg daily.\n* **Examplin:** 2 mg daily.\n"
    )
    facts = [(fact.component, fact.indications) for fact in extract(document_of(page), rules)]
    assert facts == [("Otherol", ()), ("Examplin", ())]
