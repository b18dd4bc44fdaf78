"""Dosages under the indications that they are meant for."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.mapper.guidelines import guidelines_of, match
from pipeline.model.document import Span
from pipeline.model.dosage import DosageInstruction
from pipeline.model.fact import Dosage, Indication, Population


def indications(*texts: str) -> tuple[Indication, ...]:
    return tuple(Indication(evidence=(), text=text) for text in texts)


def dosage(text: str, *named: str, role: Any = "usual", **context: Any) -> Dosage:
    return Dosage(evidence=(), instruction=DosageInstruction(text, Span(0, 1), role=role), indications=named, **context)


STATED = indications("active rheumatoid arthritis", "psoriatic arthritis", "fever", "hay fever")


@pytest.mark.parametrize(
    ("named", "meant"),
    [
        ("Rheumatoid Arthritis", "active rheumatoid arthritis"),
        ("severe psoriatic arthritis", "psoriatic arthritis"),
        ("Fever", "fever"),
        ("Hay-fever", "hay fever"),
    ],
)
def test_an_indication_is_found_by_its_words_or_the_only_one_that_holds_them(named: str, meant: str) -> None:
    found = match(named, STATED)
    assert found is not None
    assert found.text == meant


@pytest.mark.parametrize("named", ["arthritis", "gout", "rheum", ""])
def test_what_could_mean_several_or_none_means_none(named: str) -> None:
    assert match(named, STATED) is None


def test_an_alias_names_its_indication() -> None:
    stated = (Indication(evidence=(), text="rheumatoid arthritis", aliases=("RA",)),)
    assert match("RA", stated) == stated[0]


def test_dosages_of_the_same_indication_population_and_role_stand_together() -> None:
    adults, children = Population("adults", "adult"), Population("children", "pediatric")
    (fever, other) = guidelines_of(
        [
            dosage("one", "fever", population=adults),
            dosage("two", "fever", population=children),
            dosage("three", population=adults),
            dosage("four", "fever", population=adults),
            dosage("five", "fever", population=adults, role="initial", formulation="tablets"),
        ],
        STATED,
    )
    assert [(i.text, i.fact) for i in fever.indications] == [("fever", STATED[2])]
    assert [d.population for d in fever.dosing] == [adults, children]
    courses = fever.dosing[0].courses
    assert [(c.role, c.formulation, [r.text for r in c.regimens]) for c in courses] == [
        ("usual", None, ["one", "four"]),
        ("initial", "tablets", ["five"]),
    ]
    assert other.indications == ()


def test_no_dosage_gives_no_guideline() -> None:
    assert guidelines_of([], STATED) == ()
