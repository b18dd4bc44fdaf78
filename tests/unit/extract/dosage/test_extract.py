"""The context that headings, labels and sentences give to a dosage."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pipeline.extract.dosage import extract
from pipeline.model.document import Document
from pipeline.model.fact import Dosage
from pipeline.rules import Rules
from tests.unit.extract.dosage.shown import shown

Read = Callable[[str], list[Dosage]]


@pytest.fixture
def read(document_of: Callable[[str], Document], rules: Rules) -> Read:
    def dosages(body: str) -> list[Dosage]:
        return list(extract(document_of(f"# Examplin\n\n## Dosage\n\n{body}\n"), rules))

    return dosages


def test_a_label_gives_population_route_and_a_parent_label_the_indication(read: Read) -> None:
    (fact,) = read("**Gout:**\n\n* **Adults (Oral):** Take 5 mg twice daily.")
    assert fact.indications == ("Gout",)
    assert fact.population is not None
    assert (fact.population.code, fact.instruction.route) == ("adult", "oral")


def test_the_brackets_of_a_label_for_adults_hold_the_indication(read: Read) -> None:
    (fact,) = read("**Adults (Gout):**\n\n* **Extended-release tablets:** 5 mg once daily.")
    assert (fact.indications, fact.formulation) == (("Gout",), "Extended-release tablets")


def test_a_label_that_joins_two_populations_gives_the_regimen_to_each(read: Read) -> None:
    facts = read("**Adults and Children:** One drop in each eye twice daily.")
    assert [fact.population.code for fact in facts if fact.population] == ["adult", "pediatric"]


def test_an_age_alone_names_whom_its_regimen_is_for(read: Read) -> None:
    (fact,) = read("**Children:**\n\n* **6-11 years:** 2.5 mg once daily.")
    assert fact.population is not None
    assert (fact.population.text, fact.population.age_low, fact.population.age_high) == ("6-11 years", 6, 11)


def test_a_population_in_a_sentence_holds_for_its_own_dose_only(read: Read) -> None:
    first, second = read("The usual dose is 10 mg once daily. Elderly patients take 5 mg once daily.")
    assert first.population is None
    assert second.population is not None
    assert second.population.code == "geriatric"


def test_people_named_for_comparison_set_no_population(read: Read) -> None:
    (fact,) = read("**Children (12 years and older):** The same as for adults, 120 mg three times daily.")
    assert fact.population is not None
    assert fact.population.code == "pediatric"


def test_a_dose_for_a_band_of_renal_function_is_an_adjustment(read: Read) -> None:
    (fact,) = read("**Renal Impairment:** With a creatinine clearance of 30-50 mL/min, give 25 mg once daily.")
    assert fact.population is not None
    assert (fact.population.code, fact.instruction.role) == ("renal", "adjustment")


def test_a_lead_sentence_gives_its_route_to_what_follows(read: Read) -> None:
    (fact,) = read("Examplin is taken orally.\n\n* **Gout:** 5 mg once daily.")
    assert fact.instruction.route == "oral"


def test_a_route_said_before_the_dose_holds_for_the_sentences_after_it(read: Read) -> None:
    (fact,) = read("Examplin is given intravenously over one hour. The dose for adults is 20 mg every 3 weeks.")
    assert fact.instruction.route == "intravenous"


def test_a_maximum_said_once_holds_for_every_regimen_of_the_block(read: Read) -> None:
    facts = read("Start with 5 mg daily, then 10 mg daily. The maximum daily dose is 20 mg.")
    assert [shown(fact.instruction)["maximum"] for fact in facts] == ["20 mg/1 d", "20 mg/1 d"]


def test_a_bullet_with_only_a_maximum_limits_its_neighbours(read: Read) -> None:
    (fact,) = read("**Adults:**\n\n* 5 mg every 6 hours.\n* Maximum daily dose: 20 mg.")
    assert shown(fact.instruction) == {"dose": "5 mg", "frequency": 1, "period": "6 h", "maximum": "20 mg/1 d"}


def test_a_maximum_alone_is_a_statement_of_its_own(read: Read) -> None:
    (fact,) = read("**Adults:** The maximum daily dose is 20 mg.")
    assert shown(fact.instruction) == {"role": "maximum", "maximum": "20 mg/1 d"}


def test_a_general_statement_lends_its_duration_to_the_indications_that_repeat_it(read: Read) -> None:
    facts = read(
        "Examplin is given intravenously as a 300 mg infusion over one hour every 4 weeks.\n\n"
        "* **Gout:** 300 mg every 4 weeks.\n* **Asthma:** 300 mg every 4 weeks."
    )
    assert [fact.indications for fact in facts] == [("Gout",), ("Asthma",)]
    assert all(shown(fact.instruction)["duration"] == "1 h" for fact in facts)
    assert all(fact.instruction.route == "intravenous" for fact in facts)


@pytest.mark.parametrize(
    "body",
    [
        "**Children:** The safety in children under 12 years has not been established.",
        "**Dosage Adjustments:** No adjustment is needed for a creatinine clearance above 30 mL/min.",
        "The dose varies; always consult your doctor.",
        "**Missed dose:** Take 5 mg as soon as you remember.",
        "Blood tests are taken twice weekly until levels are stable.",
    ],
)
def test_statements_without_a_dose_give_no_dosage(body: str, read: Read) -> None:
    assert read(body) == []


def test_other_sections_give_no_dosage(document_of: Callable[[str], Document], rules: Rules) -> None:
    document = document_of("# Examplin\n\n## Storage\n\nTake 5 mg out of the box twice daily.\n")
    assert list(extract(document, rules)) == []


def test_every_word_of_a_dosage_stands_in_its_evidence(document_of: Callable[[str], Document], rules: Rules) -> None:
    document = document_of("# Examplin\n\n## Dosage\n\n* **Adults (Gout):** Take **5 mg** twice daily for pain.\n")
    (fact,) = extract(document, rules)
    quotes = [document.quote(evidence.span) for evidence in fact.evidence]
    assert "Take **5 mg** twice daily" in quotes
    assert any("Gout" in quote for quote in quotes)
    assert list(fact.evidence) == sorted(fact.evidence, key=lambda evidence: evidence.span)
