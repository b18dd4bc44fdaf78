"""Raw blocks -> a Document: which section, topic and component each block belongs to, and what governs it.

A heading of sections.yaml opens a section; so does a bold line or label at the left margin whose section `opens`.
Any other label that sections.yaml knows is the topic of its own block and of the list below it. An unknown heading
below a section's own level is context within that section; elsewhere it ends the section.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import NamedTuple

from pipeline.model.document import Block, Label, Section
from pipeline.parse.labels import find_label
from pipeline.parse.lines import LineIndex
from pipeline.parse.markdown import RawBlock
from pipeline.parse.naming import Naming
from pipeline.parse.sentences import split_sentences
from pipeline.rules import Rules

_LOWEST = 7
_STICKY = 0


class _Place(NamedTuple):
    topic: str
    component: str | None
    parent: int | None


@dataclass(slots=True)
class Structure:
    """Walks the raw blocks once. The fields are the state at the block that is being read.

    headings   (level, index) of the headings above, outermost first
    bold_line  index of the bold line that governs the blocks below it
    lead       index of the paragraph that introduces the list below it
    """

    rules: Rules
    naming: Naming
    line_of: LineIndex
    blocks: list[Block] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    section: str = ""
    section_level: int = _LOWEST
    component: str | None = None
    component_level: int = _LOWEST
    component_is_new: bool = False
    headings: list[tuple[int, int]] = field(default_factory=list)
    bold_line: int | None = None
    lead: int | None = None

    def take(self, raw: RawBlock) -> None:
        plain = raw.text.plain
        line = self.line_of(raw.start)
        label, body = self._label(raw)
        key = self.naming.section(label.text) if label and not label.is_question else None
        if raw.kind == "heading":
            place = self._heading(label.text if label else "", key, raw.level, line)
        elif raw.depth == 0 and raw.kind == "paragraph":
            place = self._paragraph(plain, label, body, key, line)
        else:
            place = self._listed(raw.item, label, key, line)
        self.blocks.append(
            Block(
                index=len(self.blocks),
                kind=raw.kind,
                text=raw.text,
                line=line,
                section=self.section,
                topic=place.topic,
                component=place.component,
                parent=place.parent,
                depth=raw.depth,
                level=raw.level,
                label=label,
                body=body,
                sentences=split_sentences(plain, body, self.rules.lexicon["abbreviations"]),
                cells=raw.cells,
                header=raw.header,
            )
        )

    def finish(self) -> tuple[tuple[Block, ...], tuple[Section, ...]]:
        self._close_section()
        return tuple(self.blocks), tuple(self.sections)

    def _label(self, raw: RawBlock) -> tuple[Label | None, int]:
        if raw.kind == "row":
            return None, 0
        if raw.kind == "heading":
            return self._heading_label(raw.text.plain)
        label, body = find_label(raw.text.plain, raw.strong)
        if label and not label.bold and not label.is_question and raw.depth == 0:
            return (label, body) if self.naming.section(label.text) else (None, 0)
        return label, body

    def _heading_label(self, plain: str) -> tuple[Label, int]:
        """A heading is a label as a whole, unless its text goes on after "Usage: ..."."""
        words, colon, rest = plain.partition(":")
        if colon and rest.strip() and self.naming.section(words) is not None:
            return Label(words.strip(), 0, len(words)), len(plain) - len(rest.lstrip())
        return Label(plain.strip(" :*"), 0, len(plain)), len(plain)

    def _heading(self, words: str, key: str | None, level: int, line: int) -> _Place:
        while self.headings and self.headings[-1][0] >= level:
            self.headings.pop()
        parent = self._heading_above()
        self._take_component_line()
        self.headings.append((level, len(self.blocks)))
        self.bold_line = self.lead = None
        self._set_component(key, words, level)
        if key is not None or (level <= self.section_level and not self.naming.is_title(words)):
            self._open_section(key, words, line)
            self.section_level = level
        return _Place(key or self.section, self.component, parent)

    def _take_component_line(self) -> None:
        """A bold line right above a heading, with the name of a component, is the heading of all that follows."""
        if self._is_below_bold_line():
            named = self._labelled_component(self.blocks[-1].label)
            if named is not None:
                self.component, self.component_level, self.component_is_new = named, _STICKY, False

    def _set_component(self, key: str | None, words: str, level: int) -> None:
        """A component's heading holds until the next one, or until a section that is no part of it.

        Sections may stand at the very level of the component's heading; they are its own where the first section
        after it is such a one.
        """
        component = self.naming.component(words)
        if component is not None:
            self.component, self.component_level = component, level if key is None else _STICKY
            self.component_is_new = key is None
        elif self.naming.is_shared(words):
            self.component = None
        elif key is not None and level <= self.component_level:
            if self.component_is_new:
                self.component_level = _STICKY
            else:
                self.component, self.component_level = None, _LOWEST

    def _paragraph(self, plain: str, label: Label | None, body: int, key: str | None, at: int) -> _Place:
        opens = key is not None and self.rules.sections[key].opens
        stands_alone = label is not None and not plain[body:].strip()
        if label is not None and (opens or stands_alone) and self.naming.is_shared(label.text):
            self.component = None
        if opens and label is not None:
            self._open_section(key, label.text, at)
            self.bold_line = None
        parent = self.bold_line if self.bold_line is not None else self._heading_above()
        if stands_alone:
            parent = self._heading_above()
            self.bold_line = len(self.blocks)
        governs = stands_alone or opens or plain.rstrip().endswith(":")
        self.lead = len(self.blocks) if governs else None
        topic = key or (self._topic_of(parent) if label is None else self.section)
        return _Place(topic, self._labelled_component(label) or self._component_above(label), parent)

    def _component_above(self, label: Label | None) -> str | None:
        """That of the bold line right above a paragraph without a label; what follows it may be about all again."""
        if label is None and self._is_below_bold_line():
            return self.blocks[-1].component
        return self.component

    def _is_below_bold_line(self) -> bool:
        return self.bold_line is not None and self.bold_line == len(self.blocks) - 1

    def _listed(self, item: int | None, label: Label | None, key: str | None, line: int) -> _Place:
        """List items, further paragraphs of an item, table rows."""
        parent = item if item is not None else self.lead
        if parent is None:
            parent = self.bold_line if self.bold_line is not None else self._heading_above()
        if label is not None and key is not None and not self.section and self.rules.sections[key].opens:
            self._open_section(key, label.text, line)
        inherited = self.component if parent is None else self.blocks[parent].component
        return _Place(key or self._topic_of(parent), self._labelled_component(label) or inherited, parent)

    def _labelled_component(self, label: Label | None) -> str | None:
        return self.naming.component(label.text) if label and not label.is_question else None

    def _topic_of(self, parent: int | None) -> str:
        """What a block without a telling label is about: what its governor is, within the same section."""
        if parent is None:
            return self.section
        governor = self.blocks[parent]
        return governor.topic if governor.kind != "heading" or governor.section == self.section else self.section

    def _heading_above(self) -> int | None:
        return self.headings[-1][1] if self.headings else None

    def _open_section(self, key: str | None, title: str, line: int) -> None:
        self._close_section()
        self.section = key or ""
        self.component_is_new = self.component_is_new and key is None
        first = len(self.blocks)
        self.sections.append(Section(key, title, line, first, first, self.component))

    def _close_section(self) -> None:
        if self.sections:
            self.sections[-1] = replace(self.sections[-1], last=len(self.blocks))
