"""Raw blocks -> a Document: which section, topic and component each block belongs to, and what governs it.

A heading of sections.yaml opens a section; so does a bold line or label at the left margin whose section `opens`.
Any other label that sections.yaml knows is the topic of its own block and of the list below it. An unknown heading
below a section's own level is context within that section; elsewhere it ends the section.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field, replace

from pipeline.model.document import Block, Label, Section
from pipeline.parse.components import DrugNames
from pipeline.parse.labels import find_label
from pipeline.parse.markdown import RawBlock
from pipeline.parse.sentences import split_sentences
from pipeline.rules import Rules

_LOWEST = 7
_STICKY = 0


@dataclass(slots=True)
class Structure:
    """Walks the raw blocks once. The fields are the state at the block that is being read."""

    rules: Rules
    names: DrugNames
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
        label, body = self._label(raw)
        block = Block(
            len(self.blocks),
            raw.kind,
            raw.text,
            self.line_of(raw.start),
            depth=raw.depth,
            level=raw.level,
            label=label,
            body=body,
            cells=raw.cells,
            header=raw.header,
        )
        if raw.kind == "heading":
            block = self._heading(block)
        elif raw.depth == 0 and raw.kind == "paragraph":
            block = self._paragraph(block)
        else:
            block = self._listed(block, raw.item)
        sentences = split_sentences(block.plain, block.body, self.rules.lexicon["abbreviations"])
        self.blocks.append(replace(block, sentences=sentences))

    def finish(self) -> tuple[tuple[Block, ...], tuple[Section, ...]]:
        self._close_section()
        return tuple(self.blocks), tuple(self.sections)

    def _label(self, raw: RawBlock) -> tuple[Label | None, int]:
        if raw.kind == "row":
            return None, 0
        if raw.kind == "heading":
            return self._heading_label(raw)
        label, body = find_label(raw.text.plain, raw.strong)
        if label and not label.bold and not label.is_question and raw.depth == 0 and self._key(label.text) is None:
            return None, 0
        return label, body

    def _heading_label(self, raw: RawBlock) -> tuple[Label | None, int]:
        """A heading is a label as a whole, unless its text goes on after "Usage: ..."."""
        plain = raw.text.plain
        words, colon, rest = plain.partition(":")
        if colon and rest.strip() and self._key(words) is not None:
            return Label(words.strip(), 0, len(words)), len(words) + 1
        return Label(plain.strip(" :*"), 0, len(plain)), len(plain)

    def _key(self, words: str) -> str | None:
        sections = self.rules.sections
        return sections.match(words) or sections.match(self.names.without_names(words))

    def _heading(self, block: Block) -> Block:
        words = block.label.text if block.label else ""
        key = self._key(words)
        while self.headings and self.headings[-1][0] >= block.level:
            self.headings.pop()
        parent = self.headings[-1][1] if self.headings else None
        self.headings.append((block.level, block.index))
        self.bold_line = self.lead = None
        self._set_component(key, words, block.level)
        if key is not None:
            self._open_section(key, words, block)
            self.section_level = block.level
        elif block.level <= self.section_level and not self.names.is_title(words):
            self._open_section(None, words, block)
            self.section_level = block.level
        return replace(block, section=self.section, topic=key or self.section, component=self.component, parent=parent)

    def _set_component(self, key: str | None, words: str, level: int) -> None:
        """A component's heading holds until the next one, or until a section that is no part of it.

        Sections may stand at the very level of the component's heading; they are its own where the first section
        after it is such a one.
        """
        component = self.names.component_in(words)
        if component is not None:
            self.component, self.component_level = component, level if key is None else _STICKY
            self.component_is_new = key is None
        elif self._is_shared(words):
            self.component = None
        elif key is not None and level <= self.component_level:
            if self.component_is_new:
                self.component_level = _STICKY
            else:
                self.component, self.component_level = None, _LOWEST

    def _is_shared(self, words: str) -> bool:
        """Whether a heading of a combination speaks of its components together."""
        if not self.names.components:
            return False
        return self.names.names_several(words) or self.rules.lexicon["component-cues"].first(words) is not None

    def _paragraph(self, block: Block) -> Block:
        key = self._key(block.label.text) if block.label else None
        opens = key is not None and self.rules.sections[key].opens
        if opens and block.label is not None and self._is_shared(block.label.text):
            self.component = None
        component = self._labelled_component(block)
        if opens and key is not None and block.label is not None:
            self._open_section(key, block.label.text, block)
            self.bold_line = None
        parent = self.bold_line if self.bold_line is not None else self._heading_index()
        if block.is_label_only:
            parent = self._heading_index()
            self.bold_line = block.index
        governs = block.is_label_only or opens or block.plain.rstrip().endswith(":")
        self.lead = block.index if governs else None
        topic = key or (self._topic_of(parent) if block.label is None else self.section)
        return replace(block, section=self.section, topic=topic, component=component, parent=parent)

    def _listed(self, block: Block, item: int | None) -> Block:
        """List items, further paragraphs of an item, table rows."""
        parent = item if item is not None else self.lead
        if parent is None:
            parent = self.bold_line if self.bold_line is not None else self._heading_index()
        key = self._key(block.label.text) if block.label and not block.label.is_question else None
        if key is not None and not self.section and self.rules.sections[key].opens and block.label is not None:
            self._open_section(key, block.label.text, block)
            self.section = key
        governor = self.blocks[parent] if parent is not None else None
        component = self._labelled_component(block)
        if component is None and governor is not None:
            component = governor.component
        return replace(
            block, section=self.section, topic=key or self._topic_of(parent), component=component, parent=parent
        )

    def _labelled_component(self, block: Block) -> str | None:
        named = self.names.component_in(block.label.text) if block.label and not block.label.is_question else None
        return named or self.component

    def _topic_of(self, parent: int | None) -> str:
        if parent is None:
            return self.section
        governor = self.blocks[parent]
        return governor.topic if governor.kind != "heading" or governor.section == self.section else self.section

    def _heading_index(self) -> int | None:
        return self.headings[-1][1] if self.headings else None

    def _open_section(self, key: str | None, title: str, block: Block) -> None:
        self._close_section()
        self.section = key or ""
        self.component_is_new = self.component_is_new and key is None
        self.sections.append(Section(key, title, block.line, block.index, block.index, self.component))

    def _close_section(self) -> None:
        if self.sections and self.sections[-1].last == self.sections[-1].first:
            self.sections[-1] = replace(self.sections[-1], last=len(self.blocks))


@dataclass(frozen=True, slots=True)
class LineIndex:
    """Line numbers (from 1) by source offset."""

    starts: tuple[int, ...]

    def __call__(self, offset: int) -> int:
        return bisect_right(self.starts, offset)

    @classmethod
    def of(cls, text: str) -> LineIndex:
        starts, position = [0], text.find("\n")
        while position >= 0:
            starts.append(position + 1)
            position = text.find("\n", position + 1)
        return cls(tuple(starts))
