"""Problems of every kind, as the tests of all formats share them."""

from __future__ import annotations

from pipeline.problems import Location, Problem
from pipeline.report import Checked, renderer

EMPTY = Problem("read-empty", "error", "the file is empty", Location("in/a b.md"))
SUBJECT = Problem(
    "fhir-reference-target",
    "error",
    "may not point to a MedicationKnowledge",
    Location("in/b.md", 12, 3),
    Location("mappings/resources/r5/x.yaml", 7, 1),
    "ClinicalUseDefinition/b-1",
    "ClinicalUseDefinition.subject[0]",
)
GUESS = Problem("read-encoding", "warning", "100% odd:\nread as cp1252, sorry\x0b", Location("in/b.md", 2))
NOTE = Problem("some-note", "information", "worth knowing")

CHECKED = {"in/a b.md": (EMPTY,), "in/b.md": (SUBJECT, GUESS, NOTE), "in/c.md": ()}


def rendered(form: str, checked: Checked = CHECKED) -> str:
    render = renderer(form)
    assert render is not None
    return render(checked)
