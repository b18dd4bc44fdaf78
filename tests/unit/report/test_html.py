"""The page for people: whole, escaped, navigable without a mouse or colours."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from pipeline.problems import Location, Problem
from tests.unit.report.samples import rendered

VOID = {"meta"}


class Page(HTMLParser):
    """The elements in order, with their attributes, the elements that they stand in, and their own words."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None], tuple[str, ...]]] = []
        self.words: dict[int, str] = {}
        self._open: list[tuple[str, int]] = []
        self.feed(text)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs), tuple(name for name, _ in self._open)))
        if tag not in VOID:
            self._open.append((tag, len(self.elements) - 1))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        for _, index in self._open:
            self.words[index] = self.words.get(index, "") + data

    def all(self, tag: str) -> Iterator[tuple[dict[str, str | None], str]]:
        for index, (name, attributes, _) in enumerate(self.elements):
            if name == tag:
                yield attributes, self.words.get(index, "")


@pytest.fixture(scope="module")
def page() -> Page:
    return Page(rendered("html"))


def test_every_problem_stands_there_with_all_that_is_known_of_it(page: Page) -> None:
    rows = [words for _, words in page.all("tr")]
    (subject,) = [row for row in rows if "ClinicalUseDefinition.subject[0]" in row]
    for part in ("fhir-reference-target", "error", "may not point", "in/b.md:12:3", "mappings/resources/r5/x.yaml:7:1"):
        assert part in subject


def test_problems_are_grouped_by_file_resource_and_rule() -> None:
    def wrong(code: str, resource: str) -> Problem:
        return Problem(code, "error", "wrong", resource=resource)

    problems = (
        wrong("b-code", "Group/b"),
        wrong("a-code", "Group/a"),
        wrong("b-code", "Group/a"),
        wrong("b-code", "Group/a"),
    )
    page = Page(rendered("html", {"x.json": problems}))
    captions = [words for _, words in page.all("caption")]
    groups = [(words, attributes["rowspan"]) for attributes, words in page.all("th") if "rowspan" in attributes]
    assert captions[1:] == ["Group/a", "Group/b"]
    assert groups == [("a-code", "1"), ("b-code", "2"), ("b-code", "1")]


def test_a_rule_leads_to_what_it_means(page: Page) -> None:
    places = {attributes["id"] for tag, attributes, _ in page.elements if "id" in attributes}
    links = {str(attributes["href"]) for attributes, _ in page.all("a")}
    assert links == {"#fhir-reference-target"}
    assert {link.removeprefix("#") for link in links} <= places


def test_nothing_that_was_read_becomes_markup() -> None:
    evil = '<script>run()</script>"&\x00'
    problem = Problem("some-code", "error", evil, Location(evil), Location(evil), evil, evil)
    text = rendered("html", {evil: (problem,)})
    assert "<script" not in text
    assert "\x00" not in text
    assert sum(words.count("<script>run()</script>") for _, words in Page(text).all("td")) == 4


def test_the_page_loads_nothing_and_forbids_it(page: Page) -> None:
    assert not {"script", "link", "img", "iframe", "object"} & {tag for tag, _, _ in page.elements}
    assert not any("src" in attributes for _, attributes, _ in page.elements)
    (style,) = [words for _, words in page.all("style")]
    assert "url(" not in style
    assert "@import" not in style
    policies = [attributes["content"] for attributes, _ in page.all("meta") if "http-equiv" in attributes]
    assert policies == ["default-src 'none'; style-src 'unsafe-inline'"]


def test_the_page_has_a_language_a_title_landmarks_and_headings_without_a_gap(page: Page) -> None:
    assert [attributes for attributes, _ in page.all("html")] == [{"lang": "en"}]
    assert [words for _, words in page.all("title")] == ["monofhir: problems"]
    assert len(list(page.all("main"))) == 1
    levels = [int(tag[1]) for tag, _, _ in page.elements if tag in {"h1", "h2", "h3", "h4"}]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_every_table_has_a_caption_and_every_head_says_what_it_heads(page: Page) -> None:
    assert len(list(page.all("table"))) == len(list(page.all("caption")))
    assert all(attributes.get("scope") in {"col", "row", "rowgroup"} for attributes, _ in page.all("th"))


def test_severity_is_said_in_words_not_by_colour_alone(page: Page) -> None:
    assert all(attributes["class"] == words for attributes, words in page.all("td") if "class" in attributes)
