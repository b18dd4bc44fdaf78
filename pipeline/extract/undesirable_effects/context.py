"""What stands above a list of effects and holds for all of it: frequency, seriousness, organ class."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

from pipeline.extract.phrases import without_brackets
from pipeline.extract.undesirable_effects.frequency import frequency_in
from pipeline.extract.undesirable_effects.words import has_word, is_class, is_made_of
from pipeline.model.document import Block, Document, Label
from pipeline.model.fact import Frequency
from pipeline.rules import Rules

_HEAD = re.compile(r"[^:(–—.]+(?=[:(–—]|$)")
_ARTICLE = re.compile(r"an?\s", re.IGNORECASE)

_AND = frozenset({"and", "or", "+", "&"})
_POINTS_BACK = frozenset({"anaphora", "instruction"})

LabelRole = Literal["heading", "organ-class", "effect", "none"]


@dataclass(frozen=True, slots=True)
class Context:
    """What a label or lead says of the effects below it; None and False where it says nothing."""

    frequency: Frequency | None = None
    serious: bool = False
    organ_class: str | None = None

    def within(self, outer: Context) -> Context:
        """This context where it says something, else the outer one."""
        frequency = self.frequency or outer.frequency
        serious = self.serious or (outer.serious and self.frequency is None)
        return Context(frequency, serious, self.organ_class or outer.organ_class)


def context_of(text: str, rules: Rules) -> Context:
    """What words of a lead or label say of the effects they introduce."""
    serious = rules.lexicon["seriousness"].first(text) is not None
    return Context(frequency_in(text, rules.lexicon["frequency"], lead=True), serious)


class Contexts:
    """The contexts of one document's blocks, each worked out once."""

    def __init__(self, document: Document, rules: Rules) -> None:
        self._document = document
        self._rules = rules
        title = without_brackets(document.title, 0, len(document.title))
        self._titles = frozenset(word for word in _words(title) if len(word) > 3)
        names = [_words(name) for name in (title, *document.components)]
        self._products = frozenset(word for words in names for word in words)
        self._first = tuple(word for words in names for word in words[:1] if word)
        self._known: dict[int, Context] = {}
        self._roles: dict[int, LabelRole] = {}
        self._lines = _lines_above(document)

    def around(self, block: Block) -> Context:
        """What the blocks that govern this one say."""
        if block.parent is None:
            return Context()
        outer = self._below(self._document.blocks[block.parent])
        line = self._lines.get(block.index)
        if line is None:
            return outer
        return (self._said_by_line(line) if block.kind == "item" else self._announced(line)).within(outer)

    def _said_by_line(self, line: Block) -> Context:
        """ "Common (up to 1 in 10 people)" above a list holds for it, although no colon says so."""
        head = _HEAD.match(line.plain)
        if head is None or not is_made_of(head.group(), self._rules, "generic", "sorting"):
            return Context()
        return context_of(line.plain, self._rules)

    def _announced(self, line: Block) -> Context:
        """ "The following are common with either drug" holds for all that is listed; several classes sort nothing."""
        words = line.plain[: line.sentences[0].end] if line.sentences else ""
        if not has_word(words, self._rules, "announcement"):
            return Context()
        classes = [hit for hit in self._rules.lexicon["frequency"].find(words) if "bound" not in hit.term.data]
        return context_of(words, self._rules) if len(classes) == 1 else Context()

    def _below(self, block: Block) -> Context:
        """What a block says of those that it governs."""
        known = self._known.get(block.index)
        if known is None:
            known = self._own(block).within(self.around(block)) if block.level != 1 else Context()
            self._known[block.index] = known
        return known

    def _own(self, block: Block) -> Context:
        lead = self._lead(block)
        if block.kind == "item" and self._rules.lexicon["organ-classes"].get(block.plain):
            return replace(lead, organ_class=block.plain)
        if block.label is None or block.kind == "heading":
            return lead
        return lead.within(self.of_label(block))

    def of_label(self, block: Block) -> Context:
        """What the label of a block says of the words after it."""
        role = self.role(block)
        if block.label is None or role == "none":
            return Context()
        words = block.plain[block.label.start : block.label.end]
        context = context_of(words, self._rules)
        if role == "organ-class":
            name = without_brackets(words, 0, len(words)).strip(" :.")
            return replace(context, organ_class=name)
        return context

    def _lead(self, block: Block) -> Context:
        """The last sentence before a list, and those before it while it only points back or tells what to do."""
        if block.kind == "heading":
            return context_of(block.plain, self._rules)
        texts = [block.plain[max(s.start, block.body) : s.end] for s in block.sentences if s.end > block.body]
        while texts:
            context = context_of(texts[-1], self._rules)
            opening = self._rules.lexicon["effect-openings"].opening(texts.pop())
            if context.frequency or opening is None or opening.key not in _POINTS_BACK:
                return context
        return Context()

    def role(self, block: Block) -> LabelRole:
        """What the label of a block is: a heading over effects, an organ class, an effect, or no such thing."""
        if block.label is None or block.label.is_question:
            return "none"
        known = self._roles.get(block.index)
        if known is None:
            known = self._roles[block.index] = self._role(block, block.label)
        return known

    def _role(self, block: Block, label: Label) -> LabelRole:
        words = without_brackets(label.text, 0, len(label.text)).strip(" .:")
        is_organ = self._rules.lexicon["organ-classes"].get(words) is not None
        if is_made_of(words, self._rules, "generic", "sorting") or self._names_product(words, block):
            return "organ-class" if is_organ and self._is_beside_organs(block) else "heading"
        return "organ-class" if is_organ else "effect"

    def _is_beside_organs(self, block: Block) -> bool:
        """Whether a label such as "Local" or "Ophthalmic", which can name a route, stands among organ classes."""
        beside = (other for other in self._document.blocks if other.parent == block.parent and other is not block)
        labels = (other.label.text.strip(" .:") for other in beside if other.label is not None)
        organs = self._rules.lexicon["organ-classes"]
        return any(organs.get(text) and not is_made_of(text, self._rules, "generic", "sorting") for text in labels)

    def is_explained(self, block: Block, effects: int) -> bool:
        """Whether the words after a label only say what effect it names: a single phrase, or "A condition ..."."""
        if block.label is None or self.role(block) != "effect":
            return False
        if _ARTICLE.match(block.body_text):
            return True
        return effects == 1 and not is_class(block.label.text, self._rules)

    def lists_signs(self, block: Block) -> bool:
        """Whether a label says that the words after it are but the signs of one effect: "Signs of hepatitis: ..."."""
        if block.label is None:
            return False
        opening = self._rules.lexicon["effect-leads"].opening(block.label.text)
        if opening is None or opening.key != "sign":
            return False
        return self._rules.lexicon["effect-heads"].first(block.label.text) is None

    def _names_product(self, words: str, block: Block) -> bool:
        if block.component is not None and words.casefold() in block.component.casefold():
            return True
        if " " not in words and (words.isupper() or any(char.isdigit() for char in words)):
            return True
        return self.names_drug(words)

    def names_drug(self, words: str) -> bool:
        """Whether a label or the head of a column holds a word of the title."""
        return not self._titles.isdisjoint(_words(words))

    def is_product(self, name: str) -> bool:
        """Whether a phrase only names the drug or its components: they have effects, and are none themselves."""
        if not name.casefold().startswith(self._first):
            return False
        return self._products.issuperset(word for word in _words(name) if word not in _AND)


def _words(text: str) -> list[str]:
    return [word.strip("(),.:") for word in text.casefold().replace("-", " ").split()]


def _lines_above(document: Document) -> dict[int, Block]:
    """The paragraph that stands directly above the items of a list, or above labelled ones, without governing them."""
    lines: dict[int, Block] = {}
    line: Block | None = None
    opening: Block | None = None
    for block in document.blocks:
        above = line if block.kind == "item" else opening if block.label else None
        if above is not None and block.parent == above.parent:
            lines[block.index] = above
        if block.kind != "item":
            line = block if block.kind == "paragraph" else None
            opening = opening if line and line.label else line
    return lines
