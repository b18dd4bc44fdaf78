"""The context of a block of the dosage section: what its label, the labels above it and the lead sentences have set."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from pipeline.extract.dosage.about import within
from pipeline.extract.dosage.labels import LabelContext, fits_families, read_label, routes_in
from pipeline.extract.dosage.leads import read_lead
from pipeline.extract.dosage.lexer import lexer_for
from pipeline.extract.dosage.reader import OF_A_DRUG, parse_dosage
from pipeline.extract.populations import matured, narrowed
from pipeline.model.document import Block, Document, Span
from pipeline.model.dosage import Amount, Role
from pipeline.model.fact import Population
from pipeline.rules import Rules

_FIGURE = re.compile(r"(?<![\w-])\d")
_OF_PATIENTS = frozenset({"pregnancy", "lactation", "pediatric", "geriatric", "renal", "hepatic"})
_DENYING = frozenset({"denial", "negative"})


@dataclass(frozen=True, slots=True)
class Context:
    """`labels` are the source spans of the labels that set it; `lead_route` is what a sentence above says of all.

    `window` is the length of the step that a label like "Weeks 2-4" names, `step` its number among those beside it.
    `use` is the innermost label of those that `indication` joins.
    """

    populations: tuple[Population, ...] = ()
    use: str = ""
    indication: str = ""
    route: str | None = None
    lead_route: str | None = None
    formulation: str = ""
    component: str | None = None
    role: Role = "usual"
    silent: bool = False
    labels: tuple[Span, ...] = ()
    window: Amount | None = None
    step: int | None = None


@dataclass(slots=True)
class Contexts:
    """Reads each label once, and remembers the route that a lead sentence of the section gives to all below it."""

    document: Document
    rules: Rules
    _labels: dict[int, LabelContext] = field(default_factory=dict)
    _leads: dict[int | None, str] = field(default_factory=dict)
    _of_diet: set[int | None] = field(default_factory=set)
    _former: set[int | None] = field(default_factory=set)
    _introduces: dict[int, bool] = field(default_factory=dict)

    def of(self, block: Block) -> Context:
        context = Context()
        inner: Block | None = None
        introduction = self._introduction(block)
        outer = (*self.document.ancestors(block), *([introduction] if introduction is not None else ()))
        for other in (block, *sorted(outer, key=lambda one: one.index, reverse=True)):
            label = self._label(other) if other is not block or block.label is not None else LabelContext()
            if inner is None or not self._is_sibling(other, inner):
                context = self._extended(context, other, label, nested=inner is not None)
            inner = other if other.label is not None else inner
        if introduction is not None:
            context = replace(context, component=introduction.component)
        parents = self._parents(block)
        of_diet = not self._of_diet.isdisjoint(parents) and OF_A_DRUG.isdisjoint(self._senses(block))
        no_doses = of_diet or not self._former.isdisjoint(parents)
        if self._is_drug(context.indication):
            context = replace(context, indication="")
        around = (block.index, introduction.index if introduction is not None else None, *parents)
        lead = next((self._leads[at] for at in around if at in self._leads), None)
        step = self._step(block) if context.window is not None else None
        return replace(context, lead_route=lead, silent=context.silent or no_doses, step=step)

    def _step(self, block: Block) -> int | None:
        """The number of a block among those beside it whose labels tell steps by when they are taken."""
        beside = [other for other in self.document.blocks if (other.parent, other.depth) == (block.parent, block.depth)]
        steps = [other.index for other in beside if self._label(other).window is not None]
        return steps.index(block.index) + 1 if block.index in steps and len(steps) > 1 else None

    def note_lead(self, block: Block) -> None:
        """Sentences that say of one route only that it is given so ("taken orally") speak for what follows.

        Of a labelled block only the first does, for the block itself, where the block names no other route.
        """
        self._note_former(block)
        if block.label is not None:
            self._note_own_lead(block)
            return
        sentences = [block.plain[sentence.start : sentence.end] for sentence in block.sentences]
        routes = {routes for sentence in sentences if (routes := self._route_given(sentence))}
        if len(routes) == 1:
            self._leads[block.parent] = " or ".join(routes.pop())
        if block.plain.rstrip().endswith(":") and "allowance" in self._senses(block):
            self._of_diet.add(block.parent)  # "Adequate intakes are as follows:"

    def _note_former(self, block: Block) -> None:
        """The items below "Previously suggested dosing was:" are no doses of today."""
        opens_list = block.sentences and block.plain.rstrip().endswith(":")
        if opens_list and "former" in self._senses_of(block.plain[block.sentences[-1].start :]):
            self._former.add(block.index)

    def _note_own_lead(self, block: Block) -> None:
        first = block.plain[block.sentences[0].start : block.sentences[0].end] if block.sentences else ""
        stated = self._route_given(first) if _FIGURE.search(first) is None else ()
        if stated and routes_in(block.plain, self.rules) == stated and "possibly" not in self._senses_of(first):
            self._leads[block.index] = stated[0]

    def _introduction(self, block: Block) -> Block | None:
        """The labelled paragraph before a list that says that doses vary, and leaves them to the list."""
        if block.depth == 0:
            return None
        before = reversed(self.document.blocks[: block.index])
        paragraph = next((other for other in before if other.depth == 0), None)
        if paragraph is None or paragraph.index in self._parents(block):
            return None
        labelled = paragraph.kind == "paragraph" and paragraph.section == block.section and paragraph.label is not None
        return paragraph if labelled and self._leaves_doses(paragraph) else None

    def _leaves_doses(self, paragraph: Block) -> bool:
        if paragraph.index not in self._introduces:
            given = parse_dosage(paragraph.body_text, self.rules.lexicon)
            self._introduces[paragraph.index] = not given and self._senses(paragraph).isdisjoint(_DENYING)
        return self._introduces[paragraph.index]

    def _senses(self, block: Block) -> frozenset[str]:
        return self._senses_of(block.plain)

    def _senses_of(self, text: str) -> frozenset[str]:
        return lexer_for(self.rules.lexicon).tokens(text).senses

    def _route_given(self, sentence: str) -> tuple[str, ...]:
        sentence = self.rules.lexicon["route-explanations"].cut_from(sentence)
        hits = list(self.rules.lexicon["route-statements"].find(sentence))
        if not hits or any(hit.term.key == "denied" for hit in hits):
            return ()
        routes = routes_in(sentence, self.rules)
        return routes if len(routes) == 1 and fits_families(routes[0], sentence, self.rules) else ()

    def _label(self, block: Block) -> LabelContext:
        if block.index not in self._labels:
            read = read_label if block.label is not None else read_lead
            label = read(block, self.document, self.rules)
            is_component = self._names_component(block) or _opens_with(label.indication, block.component)
            self._labels[block.index] = replace(label, indication="") if is_component else label
        return self._labels[block.index]

    def _names_component(self, block: Block) -> bool:
        """Whether labels beside it name components, as its own must then do in words that the title has not."""
        if block.label is None or block.component is not None or not self.document.components:
            return False
        beside = (
            other for other in self.document.blocks if other.parent == block.parent and other.depth == block.depth
        )
        return any(other.component is not None and other.label is not None for other in beside)

    def _is_sibling(self, other: Block, inner: Block) -> bool:
        """Two labels of one depth that both name people, or uses, stand beside each other, whatever governs what.

        So do those between which a label of that depth names other people.
        """
        if (other.depth, other.kind) != (inner.depth, inner.kind):
            return False
        first, second = self._label(other), self._label(inner)
        both = bool((first.populations and second.populations) or (first.indication and second.indication))
        return both or bool(first.populations and self._is_left(other, inner))

    def _is_left(self, other: Block, inner: Block) -> bool:
        between = self.document.blocks[other.index + 1 : inner.index]
        same = (block for block in between if (block.depth, block.kind) == (other.depth, other.kind))
        return any(block.label is not None and self._label(block).populations for block in same)

    def _extended(self, context: Context, block: Block, label: LabelContext, *, nested: bool) -> Context:
        if label.adjusting and context.indication and not context.populations:
            context = replace(context, populations=(Population(context.indication, "other"),), indication="")
        inner = matured(context.populations, label.populations, label.maturity)
        populations = narrowed(inner, label.populations) or label.populations
        used = populations != context.populations or (label.indication and not context.indication)
        used = used or (label.formulation and not context.formulation)
        used = used or (label.window is not None and context.window is None)
        named = block.label
        span = (block.text.span(named.start, named.end),) if used and named else ()
        return Context(
            populations=populations,
            use=context.use or label.indication,
            indication=within(context.indication, label.indication),
            route=context.route or " or ".join(label.routes) or None,
            formulation=context.formulation or label.formulation,
            component=context.component,
            role=_role_below(context, label, nested=nested),
            silent=context.silent or label.silent,
            labels=context.labels + span,
            window=context.window or label.window,
        )

    def _is_drug(self, words: str) -> bool:
        """Whether they, or those in their brackets, are the name of a drug: what it is, not what it is for."""
        names = self.rules.lexicon["interactants"]
        terms = (names.get(part.strip(" )")) for part in words.split("("))
        return any(term is not None and term.key == "name" for term in terms)

    def _parents(self, block: Block) -> list[int | None]:
        return [block.parent, *(other.parent for other in self.document.ancestors(block))]


def _role_below(context: Context, label: LabelContext, *, nested: bool) -> Role:
    """What a label below one of adjustments names ("Drug Interactions", "Obesity") is what doses are adjusted for."""
    if context.role != "usual":
        return context.role
    return "adjustment" if label.adjusting and nested else label.role


def _opens_with(words: str, component: str | None) -> bool:
    """ "Omega-3 fatty acids" on a page of Omega-3: the component in more words."""
    return bool(component and words.casefold().startswith(component.casefold()))


def dosage_blocks(document: Document) -> Iterator[Block]:
    """The blocks of the dosage section that hold words of their own, also below its headings for some patients."""
    return (block for block in document.blocks if block.kind != "heading" and _is_of_dosage(block, document))


def _is_of_dosage(block: Block, document: Document) -> bool:
    if block.section in _OF_PATIENTS:
        return any(other.section == "dosage" for other in document.ancestors(block))
    return block.section == "dosage" or (block.section == "indications" and _is_below_dosage(block, document))


def _is_below_dosage(block: Block, document: Document) -> bool:
    """Whether the heading above is that of the dosage: a label there ("Off-label uses:") leads on to further doses."""
    above = max((other.index for other in document.ancestors(block) if other.kind == "heading"), default=None)
    return above is not None and document.blocks[above].section == "dosage"
