from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.parse.sentences import split_sentences
from pipeline.rules import load, mappings_directory

ABBREVIATIONS = load(mappings_directory()).lexicon["abbreviations"]


def cut(text: str) -> list[str]:
    return [text[sentence.start : sentence.end] for sentence in split_sentences(text, 0, ABBREVIATIONS)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Take one tablet.  It may be repeated.", ["Take one tablet.", "It may be repeated."]),
        ("Use e.g. Aspirin with care.", ["Use e.g. Aspirin with care."]),
        ("Rash, itching, etc. Stop at once.", ["Rash, itching, etc.", "Stop at once."]),
        ("Rash, itching, etc. are mild.", ["Rash, itching, etc. are mild."]),
        ("Give 2.5 mg daily.", ["Give 2.5 mg daily."]),
        ("Is it safe? Yes! Ask first.", ["Is it safe?", "Yes!", "Ask first."]),
        ("Take it (with food). Then rest.", ["Take it (with food).", "Then rest."]),
        ("First line\nsecond line", ["First line", "second line"]),
        ("It is of Category C. Use in pregnancy is rare.", ["It is of Category C.", "Use in pregnancy is rare."]),
        ("Hepatitis B. Give 5 mg.", ["Hepatitis B.", "Give 5 mg."]),
        ("Named after J. Smith of Leeds.", ["Named after J. Smith of Leeds."]),
        ("Start low. 5 mg is usual.", ["Start low.", "5 mg is usual."]),
        ("No. Alcohol can be dangerous.", ["No.", "Alcohol can be dangerous."]),
        ("See No. 5 and Fig. 2 below.", ["See No. 5 and Fig. 2 below."]),
        ("   ", []),
    ],
)
def test_sentences_end_where_a_reader_would_end_them(text: str, expected: list[str]) -> None:
    assert cut(text) == expected


@given(st.text(max_size=200))
def test_nothing_but_white_space_stands_between_sentences(text: str) -> None:
    sentences = split_sentences(text, 0, ABBREVIATIONS)
    edges = [0, *(edge for sentence in sentences for edge in (sentence.start, sentence.end)), len(text)]
    gaps = zip(edges[::2], edges[1::2], strict=True)
    assert all(not text[start:end].strip() for start, end in gaps)
