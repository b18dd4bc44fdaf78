"""The catalogue of rules: whole, true to what the layers do, and printed as it is."""

from __future__ import annotations

import json
from functools import partial
from typing import Any, get_args

import pytest

from pipeline.problems import Location, Problem, Severity
from pipeline.report.rules import markdown, page
from pipeline.terminology.known import known_systems
from pipeline.validate import CHECKS, codes, definitions, examine
from pipeline.validate.catalogue import Example, Rule, catalogue, placed
from pipeline.validate.json_text import parse
from pipeline.validate.traceability import verify
from tests.conftest import ROOT

RULES = catalogue().values()
ALL = {**CHECKS, "codes": partial(codes.check, known=known_systems())}


def found(rule: Rule, example: Example) -> dict[str, Problem]:
    """The problems that all layers and the comparison with the source have with the example, by code."""
    whole: Any = placed(rule, example)
    if rule.layer == "json":
        limit = 80 if rule.code == "fhir-json-size" else 1_000_000
        text = whole if isinstance(whole, str) else json.dumps(whole)
        return {problem.code: problem for problem in parse(text.encode(), Location("a.json"), limit)[1]}
    source = None if rule.text is None else rule.text.encode()
    said = [problem for layer in examine(whole, rule.release, ALL) for problem in layer.problems]
    return {problem.code: problem for problem in (*said, *verify(whole, source))}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_the_bad_example_breaks_this_rule_and_no_other(rule: Rule) -> None:
    problems = found(rule, rule.bad)
    assert problems.keys() == {rule.code, *rule.beside}
    assert problems[rule.code].severity == rule.severity


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_the_good_example_breaks_no_rule(rule: Rule) -> None:
    assert found(rule, rule.good) == {}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_rule_is_of_a_layer_and_says_what_it_means_and_who_demands_it(rule: Rule) -> None:
    assert rule.layer in {"json", *ALL, "traceability"}
    assert rule.severity in get_args(Severity)
    assert rule.issue in definitions.load().types["OperationOutcome.issue"]["code"].codes  # type: ignore[operator]
    assert all((rule.title, rule.meaning, rule.action, rule.source))
    assert "https://" in rule.source or "http://" in rule.source


def test_the_page_of_rules_is_fresh() -> None:
    assert (ROOT / "docs" / "rules.md").read_text(encoding="utf-8") == page(RULES), "run python tools/write_rules.py"


def test_the_examples_of_the_page_are_json_as_a_file_would_have_it() -> None:
    for rule in RULES:
        shown = [part.split("\n```")[0] for part in markdown(rule).split("```json\n")[1:]]
        for text, example in zip(shown, (rule.bad, rule.good), strict=True):
            assert (text if isinstance(example, str) else json.loads(text)) == example
