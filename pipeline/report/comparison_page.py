"""What differs between two readings, as a page for people, whole in itself and written monograph by monograph."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from pipeline.report.comparison import Change, Compared, Total, what_of
from pipeline.report.markup import Node, node, pieces, table

_STYLE = Path(__file__).parent / "assets"
_HEADS = ("What", "Kind", "Line", "Fact", "In detail")


def page(compared: Iterable[Compared], total: Total) -> Iterator[str]:
    style = "".join((_STYLE / name).read_text(encoding="utf-8") for name in ("problems.css", "changes.css"))
    return pieces("monofhir: changes", style, _body(compared, total))


def _body(compared: Iterable[Compared], total: Total) -> Iterator[Node]:
    yield node("header", node("h1", "Changes"), node("p", node("a", "The total", href="#total"), " stands at the end."))
    for one in compared:
        if one.changes:
            rows = (node("tr", *_cells(change)) for change in one.changes)
            yield node("section", table(one.path, _HEADS, node("tbody", *rows)))
    yield node("footer", node("h2", "Total", id="total"), node("p", str(total)))


def _cells(change: Change) -> Iterator[Node]:
    yield node("td", change.what, class_=change.what)
    yield node("td", change.fact.kind)
    yield node("td", str(change.fact.line or ""))
    yield node("td", change.fact.text)
    if change.what == "changed":
        yield node("td", node("ul", *(_difference(*difference) for difference in change.differences())))
    else:
        yield node("td", node("ul", *(node("li", line) for line in what_of(change))))


def _difference(name: str, old: str, new: str) -> Node:
    return node("li", node("code", name), ": ", node("del", old or "(none)"), " ", node("ins", new or "(none)"))
