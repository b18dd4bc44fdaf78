"""What differs between two readings of monographs, for people and for programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol, TextIO

import orjson


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


def _text(compared: Sequence[Compared], out: TextIO) -> None:
    for one in compared:
        for change in one.changes:
            out.write(f"{one.path}:{change.fact.line}: {change.what} {change.fact.kind}: {change.fact.text}\n")
            out.writelines(f"    {line}\n" for line in _lines(change))
    out.write(_total_line(compared))


def _lines(change: Change) -> Iterator[str]:
    for name, old, new in change.differences():
        yield f"{name}: {old or '(none)'} -> {new or '(none)'}"
    if change.what != "changed":
        yield from (f"{name}: {value}" for name, value in change.fact.details.items())


def _total_line(compared: Sequence[Compared]) -> str:
    total = _total(compared)
    counts = ", ".join(f"{total[what]:,} {what}" for what in ("added", "removed", "changed"))
    kinds = ", ".join(f"{kind} {count:,}" for kind, count in total["by_kind"].items())
    monographs = f"{total['differing']:,} of {total['monographs']:,} monographs differ"
    facts = f"facts {total['facts_before']:,} -> {total['facts_after']:,}: {counts}"
    return f"{monographs}; {facts}{f' ({kinds})' if kinds else ''}\n"


def _total(compared: Sequence[Compared]) -> dict[str, Any]:
    changes = [change for one in compared for change in one.changes]
    counts = Counter(change.what for change in changes)
    return {
        "monographs": len(compared),
        "differing": sum(bool(one.changes) for one in compared),
        "facts_before": sum(one.before for one in compared),
        "facts_after": sum(one.after for one in compared),
        **{what: counts[what] for what in ("added", "removed", "changed")},
        "by_kind": dict(sorted(Counter(change.fact.kind for change in changes).items())),
    }


def _json(compared: Sequence[Compared], out: TextIO) -> None:
    changes = [
        {
            "monograph": one.path,
            "line": change.fact.line,
            "what": change.what,
            "kind": change.fact.kind,
            "text": change.fact.text,
            "details": dict(change.fact.details),
            "differences": [{"field": name, "before": old, "after": new} for name, old, new in change.differences()],
        }
        for one in compared
        for change in one.changes
    ]
    report = {"total": _total(compared), "changes": changes}
    out.write(orjson.dumps(report, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE).decode())


FORMATS: Mapping[str, Callable[[Sequence[Compared], TextIO], None]] = {"text": _text, "json": _json}
