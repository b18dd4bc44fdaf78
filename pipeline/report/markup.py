"""Builds HTML from nodes, so that nothing that was read can become markup."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from xml.etree import ElementTree

from pipeline.report.text import for_markup

Node = ElementTree.Element


def node(tag: str, *inside: str | Node, **attributes: str) -> Node:
    """An element with texts and elements in it. `class_` and `http_equiv` are written `class` and `http-equiv`."""
    named = {name.rstrip("_").replace("_", "-"): for_markup(value) for name, value in attributes.items()}
    built = Node(tag, named)
    last: Node | None = None
    for part in inside:
        if isinstance(part, Node):
            built.append(part)
            last = part
        elif last is None:
            built.text = (built.text or "") + for_markup(part)
        else:
            last.tail = (last.tail or "") + for_markup(part)
    return built


def table(caption: str, heads: Iterable[str], *bodies: Node) -> Node:
    head = node("thead", node("tr", *(node("th", name, scope="col") for name in heads)))
    return node("table", node("caption", caption), head, *bodies)


def document(title: str, style: str, *body: Node) -> str:
    """A whole page."""
    return "".join(pieces(title, style, body))


def pieces(title: str, style: str, body: Iterable[Node]) -> Iterator[str]:
    """A whole page, piece by piece. It may load nothing and run nothing: its own policy forbids a browser to."""
    head = node(
        "head",
        node("meta", charset="utf-8"),
        node("meta", name="viewport", content="width=device-width"),
        node("meta", http_equiv="Content-Security-Policy", content="default-src 'none'; style-src 'unsafe-inline'"),
        node("title", title),
        node("style", style),
    )
    yield f'<!DOCTYPE html>\n<html lang="en">{_markup(head)}<body>'
    yield from map(_markup, body)
    yield "</body></html>\n"


def _markup(built: Node) -> str:
    return ElementTree.tostring(built, encoding="unicode", method="html")
