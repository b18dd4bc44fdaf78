"""Dose forms in labels and in sentences on what a drug comes in."""

from __future__ import annotations

import pytest

from pipeline.extract.dose_forms import named_forms, offered_forms
from pipeline.rules import Rules


@pytest.mark.parametrize(
    ("label", "names"),
    [
        ("Tablets", ["tablet"]),
        ("Extended-release tablets", ["extended-release tablet"]),
        ("Ointment/solution", ["ointment", "solution"]),
        ("Powder for oral suspension", ["powder for suspension"]),
        ("Extended-release", []),
        ("Infusion", []),
        ("Adults", []),
    ],
)
def test_a_label_names_each_form_and_no_way_of_release(label: str, names: list[str], rules: Rules) -> None:
    assert [form.name for form in named_forms(label, rules)] == names


def test_a_form_is_named_once_in_the_words_of_its_first_mention(rules: Rules) -> None:
    assert [(form.name, form.text) for form in named_forms("Capsules; each capsule", rules)] == [
        ("capsule", "Capsules")
    ]


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("It comes as drops and as a syrup.", ["drops", "syrup"]),
        ("There is no injection.", []),
        ("The cream isn't available any more.", []),
        ("Each device gives 50 micrograms per spray.", []),
    ],
)
def test_a_sentence_that_denies_offers_no_form(sentence: str, names: list[str], rules: Rules) -> None:
    assert [form.name for form in offered_forms(sentence, rules)] == names
