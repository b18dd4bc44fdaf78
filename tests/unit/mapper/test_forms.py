"""The dose forms of a drug, from its dosing and from what there is."""

from __future__ import annotations

from pipeline.mapper.forms import forms_of
from pipeline.model.document import Span
from pipeline.model.dosage import DosageInstruction
from pipeline.model.fact import Dosage, DoseForm, DosingGuidance
from pipeline.model.monograph import StatedForm

TABLET, SYRUP = DoseForm("tablet", "Tablets"), DoseForm("syrup", "syrup")


def dosage(*forms: DoseForm) -> Dosage:
    return Dosage(evidence=(), instruction=DosageInstruction("one a day", Span(0, 1)), dose_forms=forms)


def offer(*forms: DoseForm) -> DosingGuidance:
    return DosingGuidance(evidence=(), text="It comes so.", category="availability", dose_forms=forms)


def test_a_form_that_all_dosing_is_for_is_the_form_of_the_drug() -> None:
    assert forms_of([dosage(TABLET), dosage(DoseForm("tablet", "tablet"))]) == (StatedForm("Tablets", ()), ())


def test_a_form_of_some_dosing_alone_is_one_of_its_forms() -> None:
    assert forms_of([dosage(TABLET), dosage()]) == (None, (StatedForm("Tablets", ()),))


def test_a_second_form_leaves_none_to_be_the_only_one() -> None:
    assert forms_of([dosage(TABLET), offer(SYRUP)]) == (None, (StatedForm("Tablets", ()), StatedForm("syrup", ())))


def test_a_form_on_offer_is_not_said_to_be_the_only_one() -> None:
    assert forms_of([offer(SYRUP)]) == (None, (StatedForm("syrup", ()),))
