"""Facts as two readings can be compared: kind, words, line, and every detail as text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from pipeline.model.document import Document, Span, squeeze
from pipeline.model.dosage import DosageInstruction
from pipeline.model.fact import Fact

_SHARED = frozenset({"evidence", "component"})


@dataclass(frozen=True, slots=True)
class Stated:
    """One fact of one monograph.

    line      in the monograph; 0 where it is not known
    details   what is set beside the words, by field ("timing.period": "6")
    anchor    what the fact hangs on: two with the same anchor may be one that was worded anew
    """

    kind: str
    text: str
    line: int
    details: Mapping[str, str]
    anchor: str = ""


def stated(document: Document, facts: tuple[Fact, ...]) -> tuple[Stated, ...]:
    """The facts of a document in the order of their lines."""
    found = (_stated(document, fact) for fact in facts)
    return tuple(sorted(found, key=lambda one: (one.line, one.kind, one.text)))


def _stated(document: Document, fact: Fact) -> Stated:
    """The first field of its own says what a fact is about."""
    first, *others = [field.name for field in fields(fact) if field.name not in _SHARED]
    about = getattr(fact, first)
    details = dict(_of(fact, *others, "component"))
    if isinstance(about, DosageInstruction):
        details = dict(_of(about, *(field.name for field in fields(about) if field.name != "text"))) | details
    line = document.source.text.count("\n", 0, fact.evidence[0].span.start) + 1
    return Stated(fact.kind, squeeze(getattr(about, "text", about)), line, details, f"line {line}")


def _of(thing: Any, *names: str) -> Iterator[tuple[str, str]]:
    for name in names:
        yield from _leaves(name, getattr(thing, name))


def _leaves(name: str, value: Any) -> Iterator[tuple[str, str]]:
    """Each value that is set, by its path; places are none."""
    if value is None or value is False or value == () or isinstance(value, Span):
        return
    if is_dataclass(value):
        yield from ((f"{name}.{inner}", leaf) for inner, leaf in _of(value, *(field.name for field in fields(value))))
    elif isinstance(value, tuple) and any(map(is_dataclass, value)):
        for index, item in enumerate(value):
            yield from _leaves(f"{name}[{index}]", item)
    else:
        yield name, ", ".join(map(str, value)) if isinstance(value, tuple) else squeeze(str(value))
