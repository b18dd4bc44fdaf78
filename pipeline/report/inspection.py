"""What was read in one monograph, as two tables: its sections and its facts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from decimal import Decimal
from typing import Any

from pipeline.model.document import Document, squeeze
from pipeline.model.fact import Fact
from pipeline.report.table import Table


def section_table(document: Document) -> Table:
    rows = [
        (section.line, section.key or "(unknown)", section.title, section.component or "", section.last - section.first)
        for section in document.sections
    ]
    return Table("Sections", ("line", "section", "title", "component", "blocks"), rows)


def fact_table(document: Document, facts: Iterable[Fact]) -> Table:
    """One row a fact, at the line where it was first read."""
    rows = [(_line(document, fact), fact.kind, *_words(fact), fact.evidence[0].rule) for fact in facts]
    return Table("Facts", ("line", "kind", "fact", "more", "rule"), sorted(rows))


def _line(document: Document, fact: Fact) -> int:
    return document.source.text.count("\n", 0, fact.evidence[0].span.start) + 1


def _words(fact: Fact) -> tuple[str, str]:
    """The fact's first field, which says what it is about, and the others that are set."""
    shared = {field.name for field in fields(Fact)}
    first, *others = [field.name for field in fields(fact) if field.name not in shared]
    more = (_named(name, getattr(fact, name)) for name in (*others, "component"))
    return _value(getattr(fact, first)), "; ".join(filter(None, more))


def _named(name: str, value: Any) -> str:
    if value is True:
        return name
    words = _value(value)
    return f"{name}: {words}" if words else ""


def _value(value: Any) -> str:
    if value is None or value is False:
        return ""
    if isinstance(value, tuple):
        return ", ".join(map(_value, value))
    if isinstance(value, str | int | Decimal):
        return squeeze(str(value))
    return squeeze(value.text)
