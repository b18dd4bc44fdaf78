"""Every character of a parsed page knows where it stood in the source."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.model.document import Block, Document, Source
from pipeline.parse import parse
from pipeline.rules import Rules, load, mappings_directory
from tests.conftest import ROOT

RULES = load(mappings_directory())

_LETTERS = st.sampled_from(list("abcdefgXYZ0159 .,:;()%éµ½≥\u00a0’“—"))
_WORDS = st.text(_LETTERS, min_size=1, max_size=25)
_PIECES = st.one_of(
    _WORDS,
    _WORDS.map(lambda words: f"**{words.strip() or 'x'}**"),
    _WORDS.map(lambda words: f"*{words.strip() or 'x'}*"),
    st.sampled_from(
        [
            "&lt;",
            "&ge;",
            "&nbsp;",
            "<br>",
            "m<sup>2</sup>",
            "[link](http://example.org)",
            "`code`",
            "\\*",
            "<b>bold</b>",
        ]
    ),
)
_LINES = st.tuples(
    st.sampled_from(["", "", "# ", "### ", "* ", "- ", "1. ", "    * ", "> ", "**Dosage:** "]),
    st.lists(_PIECES, min_size=1, max_size=5).map("".join),
    st.sampled_from(["\n", "\n\n", "\r\n", "\r\n\r\n"]),
).map("".join)
PAGES = st.lists(_LINES, max_size=12).map("".join)


def letters(words: str) -> str:
    """Letters and digits alone: what must be the same in words and in source."""
    return re.sub(r"[\W_]+", "", html.unescape(words))


def readings(slice_: str) -> set[str]:
    """What a slice of Markdown may read as: without tags and link targets, in HTML without tags, or, in code, as is."""
    gone = (r"<[^<>]*>|\]\(http://example\.org\)?", r"<[^<>]*>")
    return {*(letters(re.sub(pattern, "", slice_)) for pattern in gone), letters(slice_)}


def parsed(text: str, rules: Rules = RULES) -> Document:
    return parse(Source("page.md", text.encode(), text), rules)[0]


def assert_sentences_stand_in_source(document: Document, block: Block) -> None:
    for sentence in block.sentences:
        words = block.plain[sentence.start : sentence.end]
        quoted = document.quote(block.text.span(sentence.start, sentence.end))
        assert letters(words) in readings(quoted)


@settings(max_examples=300, deadline=None)
@example("0\n> &lt;0\n> 0\n")
@example("    * &lt;<br>\n")
@example("<br>\nm<sup>2</sup>[link](http://example.org)\n")
@given(PAGES)
def test_the_span_of_every_sentence_slices_its_words_from_the_source(text: str) -> None:
    document = parsed(text)
    for block in document.blocks:
        assert_sentences_stand_in_source(document, block)


@settings(max_examples=200, deadline=None)
@given(PAGES, st.data())
def test_the_span_of_any_word_slices_that_word_from_the_source(text: str, data: st.DataObject) -> None:
    document = parsed(text)
    words = [(block, match) for block in document.blocks for match in re.finditer(r"[a-gX-Z]+", block.plain)]
    if words:
        block, match = data.draw(st.sampled_from(words))
        quoted = document.quote(block.text.span(match.start(), match.end()))
        assert any(match.group() in reading for reading in readings(quoted))


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300))
def test_any_text_at_all_parses(text: str) -> None:
    document = parsed(text)
    assert all(block.parent is None or block.parent < block.index for block in document.blocks)


@pytest.mark.parametrize("path", sorted((ROOT / "input").glob("*.md")), ids=lambda path: path.stem)
def test_every_sentence_of_the_samples_stands_in_its_source(path) -> None:
    data = path.read_bytes()
    document = parse(Source(path.name, data, data.decode()), RULES)[0]
    assert sum(len(block.sentences) for block in document.blocks) > 30
    for block in document.blocks:
        assert_sentences_stand_in_source(document, block)


def test_an_entity_maps_to_all_of_its_source_characters() -> None:
    document = parsed("CrCl &lt; 30 mL/min")
    (block,) = document.blocks
    assert block.plain == "CrCl < 30 mL/min"
    position = block.plain.index("<")
    assert document.quote(block.text.span(position, position + 1)) == "&lt;"


def test_offsets_count_characters_behind_a_byte_order_mark_and_accents() -> None:
    document = parsed("\ufeff---\ntitle: Énalapril\n---\n\nPrésenté: **5 µg** daily")
    (block,) = document.blocks
    start = block.plain.index("5")
    assert document.quote(block.text.span(start, start + 4)) == "5 µg"


def test_a_raised_digit_is_never_glued_to_the_number_before_it() -> None:
    (block,) = parsed("2 x 10<sup>6</sup> cells").blocks
    assert block.plain == "2 x 10^6 cells"
