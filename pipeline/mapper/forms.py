"""Dosages and sentences on what there is -> the dose forms of the drug."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.model.fact import Dosage, DosingGuidance
from pipeline.model.monograph import StatedForm

Stated = Dosage | DosingGuidance


def forms_of(stated: Sequence[Stated]) -> tuple[StatedForm | None, tuple[StatedForm, ...]]:
    """The one form that every dosage is for, where nothing names another; else none, and all forms that are named."""
    forms: dict[str, StatedForm] = {}
    for fact in stated:
        for form in fact.dose_forms:
            forms.setdefault(form.name, StatedForm(form.text, fact.evidence))
    dosages = [fact for fact in stated if isinstance(fact, Dosage)]
    if len(forms) == 1 and dosages and all(fact.dose_forms for fact in dosages):
        return next(iter(forms.values())), ()
    return None, tuple(forms.values())
