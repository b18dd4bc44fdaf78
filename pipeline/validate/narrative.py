"""The narrative of a resource: well-formed XHTML, allowed elements and attributes, something to read (txt-1, txt-2).

fhir-narrative-syntax       not well-formed XML (of HTML's named entities XML knows five; &nbsp; is not among them)
fhir-narrative-root         the root is not a <div> in the XHTML namespace
fhir-narrative-element      an element that FHIR does not allow (script, form, iframe, ...), or a DOCTYPE
fhir-narrative-nesting      a list, table, quotation or paragraph stands inside a paragraph
fhir-narrative-attribute    an attribute that FHIR does not allow (onclick, ...), or a link that runs a script
fhir-narrative-empty        no words and no image
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from typing import Any
from xml.parsers import expat

from pipeline.problems import Problem
from pipeline.validate.definitions import DATA
from pipeline.validate.tree import Tree, problem_at

NAMESPACE = "http://www.w3.org/1999/xhtml"
# The text behind each tag, of characters that XML allows and the entities that it has.
_WORD = r"[^<&\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]"
_TEXT = re.compile(f">{_WORD}+(?:&(?:amp|gt|lt);{_WORD}*)*")
_FILLED = re.compile(r">\s*[^<\s]")
_BARE_TAGS = re.compile(rf'<div xmlns="{re.escape(NAMESPACE)}">(?:</?[a-z][a-z0-9]*>)*')
LINKS = frozenset({"cite", "href", "longdesc", "src"})


def check(tree: Tree) -> Iterator[Problem]:
    for narrative, _, place in tree.nodes["Narrative"]:
        div = narrative.get("div")
        if isinstance(div, str):
            for code, message in faults(div):
                yield problem_at(place, code, message, "div")


def is_right(div: str) -> bool:
    """Whether nothing is wrong with a narrative: quickly for one of plain tags, of which each sequence is read once."""
    if "]]>" not in div and _FILLED.search(div) and _are_right(_TEXT.sub(">", div)):
        return True
    return not faults(div)


@lru_cache(maxsize=1024)
def _are_right(tags: str) -> bool:
    """Whether a narrative of these tags alone, without attributes, lacks but words."""
    return _BARE_TAGS.fullmatch(tags) is not None and not faults(tags.replace(">", ">words", 1))


def faults(div: str) -> tuple[tuple[str, str], ...]:
    """Code and message of all that is wrong with one narrative, each said once."""
    reader = _Reader()
    try:
        reader.read(div)
    except (expat.ExpatError, UnicodeEncodeError) as error:
        return (("fhir-narrative-syntax", f"make it well-formed XML: {error}"),)
    if not reader.is_filled:
        reader.note("empty", "write what a person would read")
    return tuple(reader.faults)


@cache
def _allowed() -> Mapping[str, Any]:
    """The elements, and the attributes of each; as `data/xhtml.json` lists them."""
    data = json.loads((DATA / "xhtml.json").read_text(encoding="utf-8"))
    own, common = data["attributes"], data["attributes of all"]
    return {
        "attributes": {name: frozenset([*common, *own.get(name, ())]) for name in data["elements"]},
        "not in a paragraph": frozenset(data["not in a paragraph"]),
    }


class _Reader:
    """Collects the faults of one narrative while expat reads it."""

    def __init__(self) -> None:
        self.faults: dict[tuple[str, str], None] = {}
        self.is_filled = False
        self._open: list[str] = []
        self._attributes: Mapping[str, frozenset[str]] = _allowed()["attributes"]
        self._blocks: frozenset[str] = _allowed()["not in a paragraph"]

    def read(self, div: str) -> None:
        parser = expat.ParserCreate()
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.StartDoctypeDeclHandler = self._doctype
        parser.Parse(div, True)

    def note(self, what: str, message: str) -> None:
        self.faults[f"fhir-narrative-{what}", message] = None

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        if not self._open and (name, attributes.get("xmlns")) != ("div", NAMESPACE):
            self.note("root", f'start with <div xmlns="{NAMESPACE}">')
        if name in self._blocks and "p" in self._open:
            self.note("nesting", f"<{name}> may not stand in a paragraph: close the <p> before it")
        self._open.append(name)
        self.is_filled = self.is_filled or name == "img"
        allowed = self._attributes.get(name)
        if allowed is None:
            self.note("element", f"<{name}> is not allowed in a narrative: take it out")
        else:
            self._check_attributes(attributes, allowed)

    def _check_attributes(self, attributes: Mapping[str, str], allowed: frozenset[str]) -> None:
        for name, value in attributes.items():
            if name not in allowed:
                self.note("attribute", f"the attribute '{name}' is not allowed: take it out")
            elif name in LINKS and value.strip().casefold().startswith(("javascript:", "vbscript:")):
                self.note("attribute", f"'{name}' runs a script: take it out")

    def _end(self, _: str) -> None:
        self._open.pop()

    def _text(self, text: str) -> None:
        self.is_filled = self.is_filled or not text.isspace()

    def _doctype(self, *_: Any) -> None:
        self.note("element", "a narrative has no DOCTYPE: take it out")
