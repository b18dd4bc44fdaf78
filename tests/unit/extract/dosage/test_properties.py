"""What holds for any text: nothing raises, spans slice to the text, numbers come back as they were written."""

from __future__ import annotations

import re
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.extract.dosage import parse_dosage
from pipeline.extract.dosage.lexer import lexer_for
from pipeline.extract.dosage.phrases import READERS, read_phrases
from pipeline.model.dosage import Timing
from pipeline.rules import load

LEXICON = load().lexicon

VOCABULARY = """
take give 5 10 1/2 ½ one two mg mL mg/kg /day per day daily twice times every 8 hours q6h to - or then ( ) , .
maximum up to in divided doses as needed for pain bedtime before meals over 30 minutes weeks increase by tablets
of 500 % mon-fri 8:00 am single dose not exceed 24 IV orally initially maintenance 28-day cycle days 1, 8 and
"""
SALADS = st.lists(st.sampled_from(VOCABULARY.split()), max_size=25).map(" ".join)


@given(st.text(max_size=120))
@settings(max_examples=150, deadline=None)
def test_any_text_is_read_without_an_error(text: str) -> None:
    for instruction in parse_dosage(text, LEXICON):
        assert text[instruction.span.start : instruction.span.end] == instruction.text


@given(SALADS)
@settings(max_examples=300, deadline=None)
def test_words_of_posology_in_any_order_keep_spans_and_timing_rules(text: str) -> None:
    for instruction in parse_dosage(text, LEXICON):
        assert text[instruction.span.start : instruction.span.end] == instruction.text
        if instruction.complete:
            _assert_lawful(instruction.timing)


def _assert_lawful(timing: Timing) -> None:
    assert not (timing.when and timing.time_of_day)
    assert timing.offset is None or (timing.when and not {"C", "CM", "CD", "CV"} & set(timing.when))
    assert (timing.period is None) == (timing.period_unit is None)
    assert timing.period_max is None or timing.period is not None
    assert timing.count_max is None or timing.count is not None


@given(SALADS)
@settings(max_examples=200, deadline=None)
def test_every_phrase_moves_on_and_none_overlap(text: str) -> None:
    end = 0
    for phrase in read_phrases(lexer_for(LEXICON).tokens(text)):
        assert end <= phrase.first < phrase.last
        end = phrase.last


@given(SALADS, st.integers(0, 20))
@settings(max_examples=200, deadline=None)
def test_a_reader_at_any_place_gives_nothing_or_moves_on(text: str, index: int) -> None:
    tokens = lexer_for(LEXICON).tokens(text)
    for reader, _ in READERS:
        phrase = reader(tokens, index)
        assert phrase is None or phrase.first <= index < phrase.last


@given(st.text(max_size=80))
@settings(max_examples=150, deadline=None)
def test_tokens_slice_to_the_text_in_order(text: str) -> None:
    end = 0
    for token in lexer_for(LEXICON).tokens(text):
        assert end <= token.start < token.end <= len(text)
        end = token.end


@given(st.decimals(min_value=Decimal("0.01"), max_value=Decimal("999999"), places=2), st.booleans())
@settings(max_examples=100, deadline=None)
def test_a_number_is_read_as_it_is_written(value: Decimal, with_separators: bool) -> None:
    written = f"{value:,}" if with_separators else str(value)
    (instruction,) = parse_dosage(f"Give {written} mg once daily.", LEXICON)
    assert instruction.doses[0].low == instruction.doses[0].high == value


@given(st.integers(1, 400), st.integers(1, 400), st.sampled_from(["-", "–", " to ", " - "]))
@settings(max_examples=100, deadline=None)
def test_a_range_keeps_its_ends_and_one_that_runs_downwards_gives_no_range(low: int, high: int, dash: str) -> None:
    found = parse_dosage(f"Give {low}{dash}{high} mg once daily.", LEXICON)
    ranges = [(dose.low, dose.high) for instruction in found for dose in instruction.doses]
    assert all(first <= last for first, last in ranges if first is not None and last is not None)
    if low < high:
        assert ranges == [(low, high)]


MINUTES = """
give infuse 5 10 one two mg mL mcg/kg/min mL/min drop per a the / minute minutes min second seconds sec minutely every
each q once twice times in within over for interval intervals at of 15-minute rate hour h daily then or to repeat
"""


@given(st.lists(st.sampled_from(MINUTES.split()), max_size=20).map(" ".join))
@settings(max_examples=400, deadline=None)
def test_nothing_is_given_once_a_minute_unless_the_text_says_every_so_many(text: str) -> None:
    for instruction in parse_dosage(text, LEXICON):
        if instruction.complete and instruction.timing.period_unit in ("s", "min"):
            assert re.search(r"\b(?:every|each|q|intervals?)\b", text), instruction
