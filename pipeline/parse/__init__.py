"""Bytes that were read -> Document: blocks with sections, labels, sentences, and the place of every character.

`PARSERS` has one parser a media type; each takes a Source and the Rules and gives the Document and its Problems.
"""

from __future__ import annotations

from collections.abc import Callable

from pipeline.model.document import Block, Document, Source, Span, squeeze
from pipeline.parse.front_matter import read_front_matter
from pipeline.parse.lines import LineIndex
from pipeline.parse.markdown import RawBlock, read_blocks
from pipeline.parse.naming import Naming, components_of, short_names
from pipeline.parse.structure import Structure
from pipeline.problems import Location, Problem
from pipeline.rules import Rules

Parsed = tuple[Document, tuple[Problem, ...]]


def parse(source: Source, rules: Rules) -> Parsed:
    """Parses with the parser of the source's media type."""
    return PARSERS[source.media_type](source, rules)


def parse_markdown(source: Source, rules: Rules) -> Parsed:
    """Problems: those of the front matter, `parse-no-title` and `parse-unknown-heading` (information)."""
    front = read_front_matter(source)
    raw_blocks = read_blocks(source.text, front.end)
    title, title_span = _title(front.values.get("title"), raw_blocks, source)
    components = components_of(title)
    naming = Naming(rules, title, components, short_names(components, source.text))
    structure = Structure(rules, naming, LineIndex.of(source.text))
    for raw in raw_blocks:
        structure.take(raw)
    blocks, sections = structure.finish()
    document = Document(source, title, front.values, blocks, sections, components, title_span)
    return document, (*front.problems, *_title_problems(document), *_unknown_headings(document))


PARSERS: dict[str, Callable[[Source, Rules], Parsed]] = {"text/markdown": parse_markdown}


def _title(stated: object, blocks: list[RawBlock], source: Source) -> tuple[str, Span | None]:
    """The front matter's title, else the first heading of level 1; with its span in the source."""
    heading = next((block for block in blocks if block.kind == "heading" and block.level == 1), None)
    if isinstance(stated, str | int | float) and str(stated).strip():
        words = squeeze(str(stated))
        start = source.text.find(str(stated))
        return words, Span(start, start + len(str(stated))) if start >= 0 else None
    if heading is None:
        return "", None
    plain = heading.text.plain
    start = len(plain) - len(plain.lstrip())
    return squeeze(plain), heading.text.span(start, len(plain.rstrip()))


def _title_problems(document: Document) -> tuple[Problem, ...]:
    if document.title:
        return ()
    message = "the page names no medicine: add `title:` to the front matter or a `# Title`"
    return (Problem("parse-no-title", "error", message, Location(document.source.path, 1)),)


def _unknown_headings(document: Document) -> tuple[Problem, ...]:
    path = document.source.path
    return tuple(
        Problem(
            "parse-unknown-heading",
            "information",
            f"no section is known for the heading '{section.title}'; "
            "its text is kept but not read (mappings/sections.yaml)",
            Location(path, section.line),
        )
        for section in document.sections
        if section.key is None and not _names_the_drug(document, document.blocks[section.first])
    )


def _names_the_drug(document: Document, block: Block) -> bool:
    words = block.label.text.casefold() if block.label else ""
    return any(name.casefold() in words for name in (document.title, *document.components) if name)
