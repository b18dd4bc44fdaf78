"""A structure is kept only where its plain reading is read as the same again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from hypothesis import given, settings

from pipeline.extract.dosage import parse_dosage
from pipeline.extract.dosage_text import confirm, confirm_facts, read_confirmed
from pipeline.model.document import Document, Span
from pipeline.model.dosage import Amount, DosageInstruction, Timing
from pipeline.model.fact import Dosage, Storage
from pipeline.rules import Rules, load
from tests.unit.extract.dosage_text.strategies import instructions

RULES = load()
FIVE = Amount(Decimal(5), Decimal(5), "mg")
DAILY = Timing(1, period=Decimal(1), period_unit="d")
SOUND = DosageInstruction("5 mg daily", Span(14, 24), doses=(FIVE,), timing=DAILY)
# No words say a bare period: read again, it is "every 2 weeks" with a frequency.
UNSAYABLE = replace(SOUND, timing=Timing(period=Decimal(2), period_unit="wk"))


@given(instructions())
@settings(max_examples=300, deadline=None)
def test_every_lawful_structure_reads_as_the_same_again(instruction: DosageInstruction) -> None:
    assert confirm(instruction, RULES).complete


def test_a_sound_structure_is_left_as_it_is(rules: Rules) -> None:
    assert confirm(SOUND, rules) is SOUND


def test_a_structure_that_reads_as_another_is_withheld_and_its_words_kept(rules: Rules) -> None:
    assert confirm(UNSAYABLE, rules) == replace(UNSAYABLE, complete=False)


def test_the_place_in_a_sequence_and_the_role_need_not_come_back(rules: Rules) -> None:
    assert confirm(replace(SOUND, sequence=2, role="adjustment", additional=("as told",)), rules).complete


def test_a_text_by_itself_is_read_and_confirmed(rules: Rules) -> None:
    text = "Take 5 mg daily"
    assert read_confirmed(text, rules) == parse_dosage(text, rules.lexicon)


def test_a_withheld_dosage_is_a_problem_with_its_place(document_of: Callable[[str], Document], rules: Rules) -> None:
    facts = (
        Dosage(evidence=(), instruction=SOUND),
        Dosage(evidence=(), instruction=UNSAYABLE),
        Storage(evidence=(), text="cold"),
    )
    checked, (problem,) = confirm_facts(document_of("# Examplin\n\nTake 5 mg daily.\n"), facts, rules)
    assert [fact.instruction.complete for fact in checked if isinstance(fact, Dosage)] == [True, False]
    assert checked[2] == facts[2]
    assert (problem.code, problem.severity, str(problem.location)) == (
        "dosage-round-trip",
        "information",
        "page.md:3:3",
    )
    assert '"5 mg' in problem.message
