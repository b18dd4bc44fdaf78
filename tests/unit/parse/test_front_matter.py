from __future__ import annotations

from pipeline.model.document import Source
from pipeline.parse.front_matter import FrontMatter, read_front_matter


def read(text: str) -> FrontMatter:
    return read_front_matter(Source("page.md", text.encode(), text))


def codes(front: FrontMatter) -> list[str]:
    return [problem.code for problem in front.problems]


def test_all_keys_are_kept_as_yaml_gives_them() -> None:
    front = read("---\nlayout: x\ntitle: Warfarin\nreviewed: true\n---\nBody")
    assert front.values == {"layout": "x", "title": "Warfarin", "reviewed": True}
    assert front.problems == ()


def test_the_page_begins_right_after_the_closing_line() -> None:
    text = "---\r\ntitle: Warfarin\r\n---\r\nBody"
    assert text[read(text).end :] == "Body"


def test_a_byte_order_mark_does_not_hide_it() -> None:
    assert read("\ufeff---\ntitle: Warfarin\n---\n").values == {"title": "Warfarin"}


def test_a_byte_order_mark_alone_hides_no_heading() -> None:
    assert read("\ufeff# Warfarin\n").end == 1


def test_a_page_without_it_says_so_and_is_read_whole() -> None:
    front = read("# Warfarin\n")
    assert (front.end, codes(front)) == (0, ["parse-no-front-matter"])


def test_a_rule_at_the_top_of_a_page_is_no_front_matter() -> None:
    assert read("---\n\nSome words.\n").end == 0


def test_broken_yaml_is_left_out_with_its_line() -> None:
    front = read('---\ntitle: "Warfarin\nlayout: x\n---\nBody')
    assert front.values == {}
    assert codes(front) == ["parse-broken-front-matter"]
    assert front.problems[0].location is not None
    assert front.problems[0].location.line is not None


def test_yaml_that_is_no_mapping_is_left_out() -> None:
    assert codes(read("---\n- a\n- b\n---\nBody")) == ["parse-broken-front-matter"]


def test_a_block_that_never_closes_is_named() -> None:
    front = read("---\ntitle: Warfarin\n\n# Warfarin\n")
    assert codes(front) == ["parse-broken-front-matter"]
    assert "closing" in front.problems[0].message


def test_an_empty_block_is_no_problem() -> None:
    assert read("---\n---\nBody").problems == ()
