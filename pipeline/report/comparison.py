"""What differs between two readings of monographs, for people and for programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TextIO

import orjson

FORMS = ("text", "json", "html")
WHATS = ("added", "removed", "changed")


class Fact(Protocol):
    """A fact as `pipeline.comparison` states it."""

    @property
    def kind(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def line(self) -> int: ...
    @property
    def details(self) -> Mapping[str, str]: ...


class Change(Protocol):
    """A fact that is added, removed or changed."""

    @property
    def what(self) -> str: ...
    @property
    def fact(self) -> Fact: ...
    def differences(self) -> Iterable[tuple[str, str, str]]: ...


class Compared(Protocol):
    """One monograph with what differs in it."""

    @property
    def path(self) -> str: ...
    @property
    def before(self) -> int: ...
    @property
    def after(self) -> int: ...
    @property
    def changes(self) -> Sequence[Change]: ...


@dataclass(slots=True)
class Total:
    """What was counted so far."""

    monographs: int = 0
    differing: int = 0
    before: int = 0
    after: int = 0
    whats: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)

    def counted(self, compared: Iterable[Compared]) -> Iterator[Compared]:
        """Passes on what it counts."""
        for one in compared:
            self.monographs += 1
            self.differing += bool(one.changes)
            self.before += one.before
            self.after += one.after
            self.whats.update(change.what for change in one.changes)
            self.kinds.update(change.fact.kind for change in one.changes)
            yield one

    def as_dict(self) -> dict[str, Any]:
        return {
            "monographs": self.monographs,
            "differing": self.differing,
            "facts_before": self.before,
            "facts_after": self.after,
            **{what: self.whats[what] for what in WHATS},
            "by_kind": dict(sorted(self.kinds.items())),
        }

    def __str__(self) -> str:
        counts = ", ".join(f"{self.whats[what]:,} {what}" for what in WHATS)
        kinds = ", ".join(f"{kind} {count:,}" for kind, count in sorted(self.kinds.items()))
        monographs = f"{self.differing:,} of {self.monographs:,} monographs differ"
        return f"{monographs}; facts {self.before:,} -> {self.after:,}: {counts}{f' ({kinds})' if kinds else ''}"


def place(compared: Compared, change: Change) -> str:
    """The line is that of the monograph, where it is known."""
    return f"{compared.path}:{change.fact.line}" if change.fact.line else compared.path


def what_of(change: Change) -> Iterator[str]:
    """What of a fact differs, a line each; all of it where only one has the fact."""
    for name, old, new in change.differences():
        yield f"{name}: {old or '(none)'} -> {new or '(none)'}"
    if change.what != "changed":
        yield from (f"{name}: {value}" for name, value in change.fact.details.items())


def write(form: str, compared: Iterable[Compared], out: TextIO) -> Total:
    """Writes in one of FORMS, monograph by monograph; the total comes last and is returned."""
    total = Total()
    forms = {"text": _text, "json": _json, "html": _html}
    out.writelines(forms[form](total.counted(compared), total))
    return total


def _text(compared: Iterable[Compared], total: Total) -> Iterator[str]:
    for one in compared:
        for change in one.changes:
            yield f"{place(one, change)}: {change.what} {change.fact.kind}: {change.fact.text}\n"
            yield from (f"    {line}\n" for line in what_of(change))
    yield f"{total}\n"


def _json(compared: Iterable[Compared], total: Total) -> Iterator[str]:
    changes = (_change(one, change) for one in compared for change in one.changes)
    yield '{"changes": ['
    for index, change in enumerate(changes):
        yield ("," if index else "") + "\n  " + orjson.dumps(change).decode()
    yield f'\n], "total": {orjson.dumps(total.as_dict()).decode()}}}\n'


def _change(compared: Compared, change: Change) -> dict[str, Any]:
    return {
        "monograph": compared.path,
        "line": change.fact.line or None,
        "what": change.what,
        "kind": change.fact.kind,
        "text": change.fact.text,
        "details": dict(change.fact.details),
        "differences": [{"field": name, "before": old, "after": new} for name, old, new in change.differences()],
    }


def _html(compared: Iterable[Compared], total: Total) -> Iterator[str]:
    from pipeline.report.comparison_page import page  # noqa: PLC0415 - only a page needs it

    return page(compared, total)
