"""The dose forms of a drug, from its dosing and from what there is."""

from __future__ import annotations

from pipeline.mapper.forms import forms_of
from pipeline.model.document import Document, Source, Span
from pipeline.model.dosage import DosageInstruction
from pipeline.model.fact import Dosage, DoseForm, DosingGuidance, Evidence
from pipeline.model.monograph import StatedForm

TEXT = "Tablets: one a day. There is a syrup."
DOCUMENT = Document(Source("s.md", TEXT.encode(), TEXT), "Sampletin")
TABLET, SYRUP = DoseForm("tablet", "Tablets"), DoseForm("syrup", "syrup")
LABEL, REGIMEN, OFFER = (
    Evidence(Span(TEXT.index(words), TEXT.index(words) + len(words)), "dosage", "rule")
    for words in ("Tablets", "one a day", "There is a syrup.")
)


def dosage(*forms: DoseForm, label: Evidence = LABEL) -> Dosage:
    instruction = DosageInstruction("one a day", REGIMEN.span)
    return Dosage(evidence=(label, REGIMEN), instruction=instruction, dose_forms=forms)


def offer(*forms: DoseForm) -> DosingGuidance:
    return DosingGuidance(evidence=(OFFER,), text="There is a syrup.", category="availability", dose_forms=forms)


def test_a_form_that_all_dosing_is_for_is_the_form_of_the_drug() -> None:
    assert forms_of([dosage(TABLET), dosage(DoseForm("tablet", "tablet"))], DOCUMENT) == (
        StatedForm("Tablets", (LABEL,)),
        (),
    )


def test_a_form_of_some_dosing_alone_is_one_of_its_forms() -> None:
    assert forms_of([dosage(TABLET), dosage()], DOCUMENT) == (None, (StatedForm("Tablets", (LABEL,)),))


def test_a_second_form_leaves_none_to_be_the_only_one() -> None:
    forms = StatedForm("Tablets", (LABEL,)), StatedForm("syrup", (OFFER,))
    assert forms_of([dosage(TABLET), offer(SYRUP)], DOCUMENT) == (None, forms)


def test_a_form_on_offer_is_not_said_to_be_the_only_one() -> None:
    assert forms_of([offer(SYRUP)], DOCUMENT) == (None, (StatedForm("syrup", (OFFER,)),))


def test_a_form_that_no_evidence_holds_is_left_out() -> None:
    assert forms_of([dosage(TABLET, label=REGIMEN)], DOCUMENT) == (None, ())
