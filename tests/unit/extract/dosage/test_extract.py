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


def test_a_label_of_a_route_before_a_comma_leaves_the_indication(read: Read) -> None:
    (fact,) = read("**Oral, gout:**\n\n* **Adults:** 5 mg once daily.")
    assert (fact.indications, fact.instruction.route) == (("gout",), "oral")


@pytest.mark.parametrize("label", ["Dental abscess", "Oral candidiasis", "Ear infection"])
def test_a_disease_of_the_mouth_or_ear_is_no_route(label: str, read: Read) -> None:
    (fact,) = read(f"**{label}:** 5 mg once daily.")
    assert (fact.indications, fact.instruction.route) == ((label,), None)


@pytest.mark.parametrize(
    "label",
    [
        "Treatment-experienced patients",
        "Fixed alternative for adults",
        "Loading dose in the critically ill",
        "Gel (2%)",
    ],
)
def test_a_label_that_names_no_disease_sets_no_indication(label: str, read: Read) -> None:
    (fact,) = read(f"**{label}:** 5 mg once daily.")
    assert fact.indications == ()


def test_a_label_that_is_a_sentence_sets_no_indication(read: Read) -> None:
    facts = read("**Your doctor must determine the dose:**\n\n* **Adults:** 5 mg once daily.")
    assert [fact.indications for fact in facts] == [()]


def test_a_label_says_which_part_a_regimen_plays(read: Read) -> None:
    first, second = read("**Adults:**\n\n* **Start:** 5 mg once daily.\n* **Maintenance:** 10 mg once daily.")
    assert (first.instruction.role, second.instruction.role) == ("initial", "maintenance")


def test_steps_of_an_increase_are_no_regimen(read: Read) -> None:
    (fact,) = read("**Adults:**\n\n* **Start:** 5 mg once daily.\n* **Increase:** 5 mg weekly or 10 mg every 2 weeks.")
    assert shown(fact.instruction) == {"role": "initial", "dose": "5 mg", "frequency": 1, "period": "1 d"}


def test_an_intake_with_food_is_no_regimen_until_a_dose_is_given(read: Read) -> None:
    body = "The recommended dietary intake is 2 mg/day. It rises to 3 mg/day later. As a supplement, take 5 mg daily."
    (fact,) = read(body)
    assert shown(fact.instruction)["dose"] == "5 mg"


def test_an_intake_is_one_whomever_its_sentences_name(read: Read) -> None:
    assert read("The recommended dietary intake varies. For adult men it is 2 mg/day; for women it is 1 mg/day.") == []


def test_a_line_about_intakes_leads_in_a_list_of_them(read: Read) -> None:
    lead = "Adequate intakes are as follows:\n\n**Adults:**\n\n* Men: 35 mcg/day\n* Women: 25 mcg/day"
    (fact,) = read(f"{lead}\n\n**Supplements:** Take 50 mcg once daily.")
    assert shown(fact.instruction)["dose"] == "50 ug"


def test_a_frequency_with_a_route_is_a_regimen(read: Read) -> None:
    (fact,) = read("The cream is applied topically twice daily.")
    assert shown(fact.instruction) == {"frequency": 2, "period": "1 d", "route": "topical"}


def test_a_form_that_is_made_for_one_route_gives_it(read: Read) -> None:
    facts = read("**Adults:**\n\n* **Extended-release tablets:** 5 mg once daily.\n* **Tablets:** 2 mg once daily.")
    assert [fact.instruction.route for fact in facts] == ["oral", None]


def test_the_opening_of_a_sentence_says_what_its_dose_is_for(read: Read) -> None:
    facts = read(
        "For gout, the dose is 5 mg once daily. For best results, take it early. For asthma, give 10 mg daily."
    )
    assert [fact.indications for fact in facts] == [("gout",), ("asthma",)]


def test_one_regimen_for_both_of_two_diseases_is_given_for_each(read: Read) -> None:
    facts = read("For both gout and asthma, the dose is 5 mg once daily.")
    assert [fact.indications for fact in facts] == [("gout",), ("asthma",)]


def test_a_purpose_within_the_sentence_is_the_indication(read: Read) -> None:
    (fact,) = read("The dose for the treatment of gout is 5 mg once daily.")
    assert fact.indications == ("gout",)


def test_a_later_sentence_gives_its_route_to_the_doses_before_it(read: Read) -> None:
    (fact,) = read("The dose is 5 mg once daily. It is taken orally.")
    assert fact.instruction.route == "oral"


def test_each_of_several_people_in_a_sentence_has_a_dose_of_its_own(read: Read) -> None:
    facts = read("Adults take 10 mg once daily; children take 5 mg once daily.")
    assert [(fact.population and fact.population.code, shown(fact.instruction)["dose"]) for fact in facts] == [
        ("adult", "10 mg"),
        ("pediatric", "5 mg"),
    ]


def test_people_named_behind_their_doses_keep_them(read: Read) -> None:
    facts = read("The dose is 10 mg daily in adults and 5 mg daily in children.")
    assert [fact.population and fact.population.code for fact in facts] == ["adult", "pediatric"]


def test_a_dose_for_adults_in_a_band_of_renal_function_stays_in_the_band(read: Read) -> None:
    (fact,) = read("* **CrCl 10-30 mL/min:** adults, 5 mg once daily.")
    assert fact.population is not None
    assert (fact.population.code, fact.instruction.role) == ("renal", "adjustment")


def test_people_within_a_band_of_renal_function_are_both(read: Read) -> None:
    band, children = read("* **CrCl 10-30 mL/min:** 500 mg once daily; children under 40 kg, 15 mg/kg once daily.")
    assert band.population is not None
    assert band.population.text == "CrCl 10-30 mL/min"
    assert children.population is not None
    assert children.population.text == "CrCl 10-30 mL/min, children under 40 kg"
    assert (children.population.code, children.population.weight_high) == ("renal", 40)
    assert children.instruction.role == "adjustment"


def test_a_band_of_renal_function_among_children_is_of_children(read: Read) -> None:
    (fact,) = read("**Children 2 to 12 years:** If CrCl is below 30 mL/min, the dose is 5 mg once daily.")
    assert fact.population is not None
    assert fact.population.code == "renal"
    assert "Children 2 to 12 years" in fact.population.text
    assert (fact.population.age_low, fact.population.age_high) == (2, 12)


@pytest.mark.parametrize(
    "page",
    [
        "* Newborns, by postmenstrual age:\n    * under 29 weeks: 15 mg/kg once daily\n",
        "* **Newborns under 29 weeks postmenstrual age:** 15 mg/kg once daily\n",
    ],
)
def test_weeks_that_count_from_before_birth_are_words_and_no_age(read: Read, page: str) -> None:
    (fact,) = read(page)
    assert fact.population is not None
    assert fact.population.code == "neonate"
    assert not fact.population.has_age
    assert all(words in fact.population.text for words in ("Newborns", "under 29 weeks", "postmenstrual age"))


def test_a_maximum_of_one_band_of_renal_function_does_not_limit_another(read: Read) -> None:
    facts = read(
        "* **CrCl 10-30 mL/min:** 5 mg every 8 hours.\n* **CrCl < 10 mL/min:** The maximum daily dose is 5 mg."
    )
    assert [fact.instruction.role for fact in facts] == ["adjustment", "maximum"]


def test_kidney_function_as_such_is_nobody(read: Read) -> None:
    (fact,) = read("The dose depends on kidney function. It is 5 mg once daily.")
    assert fact.population is None


def test_a_dose_of_an_antidote_is_not_the_drugs_own(read: Read) -> None:
    assert read("**Bleeding:** Stop it and give vitamin K 5 mg by mouth.") == []


def test_a_dose_with_the_drugs_own_name_is_its_own(read: Read) -> None:
    (fact,) = read("**Gout:** Give Examplin 5 mg once daily.")
    assert shown(fact.instruction)["dose"] == "5 mg"


def test_a_general_statement_of_another_route_lends_nothing(read: Read) -> None:
    facts = read(
        "Give 300 mg intravenously over one hour every 4 weeks.\n\n* **Gout (subcutaneous):** 300 mg every 4 weeks."
    )
    assert [shown(fact.instruction).get("duration") for fact in facts] == ["1 h", None]


def test_a_table_of_renal_function_gives_a_maximum_for_each_band(read: Read) -> None:
    table = "| eGFR (mL/min) | What to do | Maximum daily dose |\n|---|---|---|\n| 45 to 59 | Continue | 2,000 mg |\n"
    (fact,) = read(f"Kidney function is measured first:\n\n{table}")
    assert fact.population is not None
    assert (fact.population.code, fact.population.text) == ("renal", "eGFR 45 to 59 mL/min")
    assert shown(fact.instruction) == {"role": "maximum", "maximum": "2000 mg/1 d"}


def test_the_head_of_a_column_gives_the_unit_of_its_figures(read: Read) -> None:
    (fact,) = read("Doses:\n\n| Creatinine clearance (mL/min) | Dose (mg per 24 h) |\n|---|---|\n| 60 | 900 |\n")
    assert shown(fact.instruction) == {"role": "adjustment", "daily": "900 mg", "period": "1 d"}


def test_the_cells_of_a_row_are_one_regimen(read: Read) -> None:
    table = "| Indication | Dose | Frequency | Duration |\n|---|---|---|---|\n| Gout | 5 mg | twice daily | 7 days |\n"
    (fact,) = read(f"Doses:\n\n{table}")
    assert fact.indications == ("Gout",)
    assert shown(fact.instruction) == {"dose": "5 mg", "frequency": 2, "period": "1 d", "bounds": "7 d"}


def test_a_table_that_does_not_say_whom_it_is_for_gives_nothing(read: Read) -> None:
    assert read("Strengths:\n\n| Strength | One dose |\n|---|---|\n| 8 mg/500 mg | 1-2 tablets |\n") == []


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
    assert "Take **5 mg** twice daily for pain" in quotes
    assert any("Gout" in quote for quote in quotes)
    assert list(fact.evidence) == sorted(fact.evidence, key=lambda evidence: evidence.span)


@pytest.mark.parametrize(
    "body",
    [
        "On day 2, 800 mcg of misoprostol is given.",
        "The regimen also includes dexamethasone (12 mg on day 1).",
        "**Prasugrel:** A 60 mg dose is given right after Examplin is stopped.",
        "This is followed by 20 mL of sodium thiosulfate infused at a rate of 4 mL/min.",
        "Patients should take pyridoxine (vitamin B6) as well, in a dose of at least 20 mg.",
    ],
)
def test_a_dose_beside_the_name_of_another_drug_is_not_the_drugs_own(body: str, read: Read) -> None:
    assert read(body) == []


def test_a_substance_that_the_section_of_names_gives_is_the_brands_own(
    document_of: Callable[[str], Document], rules: Rules
) -> None:
    names = "## Generic Name\n\nExamplin (Articaine Hydrochloride)"
    (fact,) = extract(document_of(f"# Examplin\n\n{names}\n\n## Dosage\n\nInject 5 mg/kg of articaine.\n"), rules)
    assert shown(fact.instruction)["dose"] == "5 mg/kg"


def test_a_dose_of_one_of_several_drugs_that_the_page_is_about_keeps_its_words_only(
    document_of: Callable[[str], Document], rules: Rules
) -> None:
    names = "## Generic Name\n\nSteroids (examples include prednisone and dexamethasone)"
    body = "Prednisone may start at 40 mg daily, while dexamethasone is more potent."
    (fact,) = extract(document_of(f"# Oral Steroids\n\n{names}\n\n## Dosage\n\n{body}\n"), rules)
    assert not fact.instruction.complete


def test_the_interval_of_an_opening_sentence_holds_for_the_doses_behind_it(read: Read) -> None:
    first, second = read("It is given by injection once weekly. The starting dose is 2 mg. It may be raised to 4 mg.")
    assert (first.instruction.timing.period_unit, second.instruction.timing.period_unit) == ("wk", "wk")
    assert first.evidence[0].span.start < first.instruction.span.start


def test_no_interval_is_lent_to_a_loading_dose_or_beside_another_frequency(read: Read) -> None:
    (loading,) = read("It is infused once weekly. The loading dose is 8 mg/kg.")
    assert loading.instruction.timing.period is None
    plain, daily = read("It is given once weekly. The dose is 5 mg at first, then 3 mg once daily.")
    assert (plain.instruction.timing.period, daily.instruction.timing.period_unit) == (None, "d")


def test_a_dose_that_is_joined_to_that_of_another_drug_keeps_its_words_only(read: Read) -> None:
    (fact,) = read("Give Examplin 600 mg and isoniazid 300 mg once daily.")
    assert not fact.instruction.complete


def test_a_route_that_is_not_usual_is_none_of_the_drugs(read: Read) -> None:
    (fact,) = read("Take one tablet daily. Intravenous administration is not a typical route.")
    assert fact.instruction.route is None


def test_a_label_goes_before_a_route_of_another_sentence(read: Read) -> None:
    (fact,) = read("**IV or IM:** Doses range from 10 to 50 mg. IV administration is to be given slowly.")
    assert fact.instruction.route == "intravenous or intramuscular"


def test_a_maximum_that_another_sentence_states_has_that_sentence_as_evidence(read: Read) -> None:
    (fact,) = read("Take 5 mg twice daily. The maximum daily dose is 20 mg.")
    assert fact.instruction.maximums
    assert len(fact.evidence) == 2


def test_a_list_of_adequate_intakes_is_no_dosage(read: Read) -> None:
    assert read("Adequate intakes are as follows:\n\n* Men: 35 mcg/day\n* Women: 25 mcg/day") == []


def test_an_inhaler_that_lies_ready_gives_no_route(read: Read) -> None:
    (fact,) = read("Take 10 mg before exercise. Always have a rescue inhaler readily available.")
    assert fact.instruction.route is None


@pytest.mark.parametrize(
    ("sentence", "component", "complete"),
    [
        ("Examplin is given as 5 mg once daily.", "Examplin", True),
        ("The combination is given as 5 mg once daily.", None, True),
        ("Examplin and Otherol are given as 5 mg once daily.", None, False),
        ("Examplin, Otherol and Thirdin are given as 5 mg once daily.", None, True),
        ("One tablet (with Examplin) is given once daily.", None, True),
    ],
)
def test_a_sentence_names_the_component_it_is_about(
    document_of: Callable[[str], Document], rules: Rules, sentence: str, component: str | None, complete: bool
) -> None:
    (fact,) = extract(document_of(f"# Examplin + Otherol + Thirdin\n\n## Dosage\n\n{sentence}\n"), rules)
    assert (fact.component, fact.instruction.complete) == (component, complete)
