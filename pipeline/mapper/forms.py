"""Dosages and sentences on what there is -> the dose forms of the drug."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.model.document import Document, squeeze
from pipeline.model.fact import Dosage, DoseForm, DosingGuidance, Evidence
from pipeline.model.monograph import StatedForm

Stated = Dosage | DosingGuidance


def forms_of(stated: Sequence[Stated], document: Document) -> tuple[StatedForm | None, tuple[StatedForm, ...]]:
    """The one form that every dosage is for, where nothing names another; else none, and all forms that are named.

    A form counts where some evidence of its facts holds its words.
    """
    forms: dict[str, StatedForm] = {}
    for fact in stated:
        for form in fact.dose_forms:
            evidence = _naming(form, fact, document)
            if evidence:
                forms.setdefault(form.name, StatedForm(form.text, evidence))
    named = {form.name for fact in stated for form in fact.dose_forms}
    dosages = [fact for fact in stated if isinstance(fact, Dosage)]
    if len(named) == len(forms) == 1 and dosages and all(fact.dose_forms for fact in dosages):
        return next(iter(forms.values())), ()
    return None, tuple(forms.values())


def _naming(form: DoseForm, fact: Stated, document: Document) -> tuple[Evidence, ...]:
    words = form.text.casefold()
    return tuple(item for item in fact.evidence if words in squeeze(document.quote(item.span)).casefold())
