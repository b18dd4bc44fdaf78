"""Every case of tests/cases/<kind>: a page, and the facts of that kind that it states.

A case gives `text` below the heading `section` of a page about `drug`, or a whole `page`. `facts` lists what is to be
found, in order and nothing else; of each fact only the fields that the case names are compared.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields, is_dataclass
from typing import Any

import pytest
import yaml

from pipeline.extract import EXTRACTORS, extract
from pipeline.model.document import Document
from pipeline.model.fact import Fact
from pipeline.rules import Rules
from tests.conftest import ROOT

KINDS = (
    "identity",
    "drug-class",
    "indication",
    "contraindication",
    "interaction",
    "warning",
    "population-statement",
    "storage",
    "dosing-guidance",
)
_WORD = re.compile(r"\w+")


def cases() -> Iterator[Any]:
    for kind in KINDS:
        for path in sorted((ROOT / "tests" / "cases" / kind).glob("*.yaml")):
            for case in yaml.safe_load(path.read_text(encoding="utf-8")):
                yield pytest.param(kind, case, id=f"{kind}: {case['name']}")


def page_of(case: dict[str, Any]) -> str:
    """The Markdown of a case."""
    return case.get("page") or f"# {case.get('drug', 'Exemplinib')}\n\n### {case['section']}\n\n{case['text']}\n"


def plain(value: Any) -> Any:
    """A field as YAML would write it; empty fields of a dataclass are left out."""
    if is_dataclass(value):
        shown = {field.name: plain(getattr(value, field.name)) for field in fields(value)}
        return {name: item for name, item in shown.items() if item is not None}
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    return value if value is None or isinstance(value, str | bool) else float(value)


def agrees(expected: Any, found: Any) -> bool:
    if isinstance(expected, dict) and isinstance(found, dict):
        return all(name in found and agrees(value, found[name]) for name, value in expected.items())
    return bool(expected == found)


def texts_of(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from texts_of(item)


def facts_of(kind: str, document: Document, rules: Rules) -> Iterable[Fact]:
    """The facts of one kind; those that are read from the rest need all the others first."""
    extractor = EXTRACTORS.get(kind)
    if extractor is not None:
        return extractor(document, rules)
    return [fact for fact in extract(document, rules)[0] if fact.kind == kind]


@pytest.mark.parametrize(("kind", "case"), list(cases()))
def test_the_page_states_these_facts(
    kind: str, case: dict[str, Any], rules: Rules, document_of: Callable[[str], Document]
) -> None:
    found = [plain_fact(fact) for fact in facts_of(kind, document_of(page_of(case)), rules)]
    shown = [{name: fact[name] for name in wanted} for fact, wanted in zip(found, case["facts"], strict=False)]
    assert len(found) == len(case["facts"]), found
    assert all(agrees(wanted, fact) for wanted, fact in zip(case["facts"], found, strict=True)), shown


@pytest.mark.parametrize(("kind", "case"), list(cases()))
def test_every_word_of_a_fact_stands_in_its_evidence(
    kind: str, case: dict[str, Any], rules: Rules, document_of: Callable[[str], Document]
) -> None:
    document = document_of(page_of(case))
    for fact in facts_of(kind, document, rules):
        quoted = " ".join(document.quote(item.span) for item in fact.evidence).casefold()
        known = set(_WORD.findall(quoted))
        words = (
            word
            for field in ("text", "topic", "description", "aliases", "synonyms", "conditions")
            for text in texts_of(getattr(fact, field, None))
            for word in _WORD.findall(text.casefold())
        )
        assert [word for word in words if word not in known] == []


def plain_fact(fact: Fact) -> dict[str, Any]:
    return {field.name: plain(getattr(fact, field.name)) for field in fields(fact) if field.name != "evidence"}
