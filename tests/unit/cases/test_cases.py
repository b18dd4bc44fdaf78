"""Cases of mapping files: how they are run, and that those of the shipped mappings hold."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from pipeline.cases import page, try_cases
from pipeline.cases.coverage import covered
from pipeline.problems import Problem
from pipeline.rules import Rules, mappings_directory
from pipeline.rules.cases import Case, cases_of, read_cases
from pipeline.rules.yaml_file import parse_yaml
from pipeline.terminology.coder import Coder

SHIPPED = read_cases(mappings_directory())
# The lexicons that pharmacists change most: a new term comes with its case.
PROVED = ("frequency", "frequencies", "frequency-codes", "formulations", "storage", "ages", "weekdays", "time-units")


def case(text: str, own: str | None = None) -> Case:
    (only,) = cases_of(Path("x.yaml"), parse_yaml(f"cases:\n  - {text}", "x.yaml"), own)
    return only


@pytest.mark.parametrize("shown", sorted({one.file for one in SHIPPED}))
def test_every_shipped_case_holds(shown: str, rules: Rules, codes: Coder) -> None:
    cases = [one for one in SHIPPED if one.file == shown]
    failed = [f"{one.case.expected_at}\n{one.difference()}" for one in try_cases(cases, rules, codes) if not one.holds]
    assert not failed, "\n".join(failed)


def without_case(rules: Rules, cases: Iterable[Case]) -> set[tuple[str, str]]:
    return {(row.kind, row.name) for row in covered(rules, cases) if not row.cases}


def test_every_resource_rule_and_every_term_of_the_main_lexicons_has_a_case(rules: Rules) -> None:
    bare = {kind for kind, _ in without_case(rules, SHIPPED)}
    assert not bare & {"resource", *(f"lexicon {name}" for name in PROVED)}


def test_a_text_in_a_section_stands_below_its_heading(rules: Rules) -> None:
    made = page(case("{section: dosage, of: Dosage, text: Take it., expect: []}"), rules)
    assert made == "# Examplamide\n\n## Dosage\n\nTake it.\n"


def test_a_text_without_a_section_is_the_page(rules: Rules) -> None:
    assert page(case("{of: Dosage, text: '# Page', expect: []}"), rules) == "# Page"


def test_a_resource_file_means_its_own_rule_and_one_expected_resource_needs_no_list() -> None:
    one = case("{text: x, expect: {status: active}}", "Medication")
    assert (one.rule, one.elements, one.expect) == ("Medication", (), ({"status": "active"},))


def test_elements_lead_to_each_part_that_is_made(rules: Rules) -> None:
    rule = "ClinicalUseDefinition-undesirable-effect.undesirableEffect.symptomConditionEffect.concept.text"
    both = case(f"{{section: adverse-reactions, of: {rule}, text: '- nausea, headache', expect: [nausea, headache]}}")
    (tried,) = try_cases([both], rules, None)
    assert tried.holds
    assert tried.made == ("nausea", "headache")


def test_a_text_without_facts_proves_that_nothing_is_made(rules: Rules) -> None:
    (tried,) = try_cases([case("{section: dosage, of: Dosage, text: Ask your doctor., expect: []}")], rules, None)
    assert tried.holds


def test_a_case_whose_resources_break_a_rule_of_fhir_does_not_hold(
    rules: Rules, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = Problem("fhir-bundle-resource", "error", "an entry without a resource")
    monkeypatch.setattr("pipeline.run.validate", lambda _bundle, _checks: (broken,))
    asthma = case("{section: indications, of: Group, text: It is used to treat asthma., expect: []}")
    (tried,) = try_cases([asthma], rules, None)
    assert not tried.holds
    assert [problem.code for problem in tried.problems] == [broken.code]
