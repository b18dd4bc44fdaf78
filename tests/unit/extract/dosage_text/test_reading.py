"""Every case of tests/cases/dosage-text, and a word for all that the reader may find."""

from __future__ import annotations

from typing import Any, get_args

import pytest
import yaml

from pipeline.extract.dosage import parse_dosage
from pipeline.extract.dosage_text import plain_reading
from pipeline.model.document import Span
from pipeline.model.dosage import DosageInstruction, Role
from pipeline.rules import Rules
from tests.conftest import ROOT

CASES = yaml.safe_load((ROOT / "tests" / "cases" / "dosage-text" / "readings.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"])
def test_what_is_read_is_told_in_plain_words(case: dict[str, Any], rules: Rules) -> None:
    read = parse_dosage(case["text"], rules.lexicon)
    assert [plain_reading(instruction, rules) for instruction in read] == case["reads"]


@pytest.mark.parametrize(("table", "lexicon"), [("routes", "routes"), ("weekdays", "weekdays")])
def test_the_reader_understands_every_word_that_a_key_is_told_in(table: str, lexicon: str, rules: Rules) -> None:
    understood = {key: rules.lexicon[lexicon].get(rules.wording.word(table, key)) for key in rules.wording.words[table]}
    assert {key: term.key if term else None for key, term in understood.items()} == {key: key for key in understood}


def test_every_form_that_is_counted_has_words_for_one_and_several(rules: Rules) -> None:
    forms = {key for key, term in rules.lexicon["units"].terms.items() if term.data["kind"] in ("form", "dose")}
    assert forms - set(rules.wording.words["units"]) == set()


def test_every_event_of_the_day_has_its_words(rules: Rules) -> None:
    events = rules.lexicon["day-events"].terms.values()
    codes = {term.data[name] for term in events for name in ("code", "before", "after") if name in term.data}
    assert codes - set(rules.wording.words["events"]) == set()


def test_only_roles_that_there_are_have_words(rules: Rules) -> None:
    assert set(rules.wording.words["roles"]) <= set(get_args(Role))


def test_an_instruction_of_nothing_reads_as_nothing(rules: Rules) -> None:
    assert plain_reading(DosageInstruction("", Span(0, 0)), rules) == ""
