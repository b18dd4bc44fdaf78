"""The dose forms that words name: those of a label ("Tablets:"), those that a drug is said to come in."""

from __future__ import annotations

from pipeline.model.fact import DoseForm
from pipeline.rules import Rules


def named_forms(text: str, rules: Rules) -> tuple[DoseForm, ...]:
    """Each form once, in the words of its first mention; how a form is released or given ("infusion") is none."""
    hits = (hit for hit in rules.lexicon["formulations"].find(text) if not hit.term.data.get("no-form"))
    forms: dict[str, DoseForm] = {}
    for hit in hits:
        forms.setdefault(hit.term.key, DoseForm(hit.term.key, text[hit.start : hit.end]))
    return tuple(forms.values())


def offered_forms(sentence: str, rules: Rules) -> tuple[DoseForm, ...]:
    """The forms that a sentence on what there is says there are; none where it denies anything."""
    if rules.lexicon["dose-form-cues"].first(sentence) is not None:
        return ()
    return named_forms(sentence, rules)
