"""The one route that a whole dosage section leaves no doubt about, for the regimens that name none themselves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from pipeline.extract.dosage.about import label_indication
from pipeline.extract.dosage.labels import routes_in
from pipeline.extract.dosage.lexer import lexer_for
from pipeline.extract.populations import find_populations
from pipeline.model.document import Block, Document
from pipeline.model.fact import Dosage
from pipeline.rules import Rules

_DENYING = frozenset({"denial", "negative"})
_ANYWHERE = "oral"
_ON_SKIN = "topical"
_APPLIED = "apply"


@dataclass(slots=True)
class SectionRoutes:
    """What the sentences of the section, and the title, say of the routes of each component; denials say nothing.

    What is not swallowed must be said of the section, or of a step of one treatment: a route that stands with one of
    several uses is that use's own.
    """

    document: Document
    rules: Rules
    title: tuple[str, ...] = ()
    _named: dict[str | None, set[str]] = field(default_factory=dict)
    _general: set[str] = field(default_factory=set)
    _families: dict[str | None, list[frozenset[str]]] = field(default_factory=dict)

    @classmethod
    def of_document(cls, document: Document, blocks: Iterable[Block], rules: Rules) -> SectionRoutes:
        found = cls(document, rules, routes_in(document.title, rules))
        for block in blocks:
            routes = {route for text in found._affirmed(block) for route in found._note(text, block.component)}
            if routes and found._is_general(block):
                found._general |= routes
        return found

    def of(self, component: str | None) -> str | None:
        """The route, where every word about routes and forms fits it."""
        named = self._named.get(component, set()) | self._named.get(None, set()) or set(self.title)
        families = self._families.get(component, []) + self._families.get(None, [])
        if len(named) != 1:
            return None
        (route,) = named
        general = route == _ANYWHERE or route in self._general or route in self.title
        return route if general and all(route in routes for routes in families) else None

    def of_applied(self, component: str | None) -> str | None:
        """The route of what is applied, of a drug that is said to be a topical one and goes nowhere else."""
        named = self._named.get(component, set()) | self._named.get(None, set())
        families = self._families.get(component, []) + self._families.get(None, [])
        elsewhere = any(_ON_SKIN not in routes and _ANYWHERE not in routes for routes in families)
        fits = named <= {_ON_SKIN, _ANYWHERE} and not elsewhere
        return _ON_SKIN if fits and _is_topical(self.document, self.rules) else None

    def _note(self, text: str, component: str | None) -> tuple[str, ...]:
        routes = routes_in(text, self.rules)
        self._named.setdefault(component, set()).update(routes)
        hits = self.rules.lexicon["route-families"].find(text)
        self._families.setdefault(component, []).extend(frozenset(hit.term.data["routes"]) for hit in hits)
        return routes

    def _is_general(self, block: Block) -> bool:
        if block.label is None:
            return block.depth == 0
        step = self.rules.lexicon["dosage-roles"].get(block.label.text) is not None
        people = tuple(found.population for found in find_populations(block.label.text, self.rules))
        return step or (block.depth == 0 and not label_indication(block.label.text, people, self.document, self.rules))

    def _affirmed(self, block: Block) -> Iterator[str]:
        """The sentences that deny nothing; the label of one that does ("IV administration: none") is left out."""
        sentences = [block.plain[sentence.start : sentence.end] for sentence in block.sentences]
        kept = [sentence for sentence in sentences if not self._denies(sentence)]
        yield from kept
        if block.label is not None and len(kept) == len(sentences):
            yield block.label.text

    def _denies(self, sentence: str) -> bool:
        return not _DENYING.isdisjoint(lexer_for(self.rules.lexicon).tokens(sentence).senses)


def _is_topical(document: Document, rules: Rules) -> bool:
    """Whether the uses are told of a topical drug ("a topical antibiotic"), and of no other route on the surface."""
    usage = (block.plain for block in document.blocks if block.section == "indications")
    tokens = (token for text in usage for token in lexer_for(rules.lexicon).tokens(text))
    routes = {token.senses["route"].key for token in tokens if "route" in token.senses}
    return _ON_SKIN in routes and routes <= {_ON_SKIN, _ANYWHERE}


def with_section_routes(
    facts: Sequence[Dosage], blocks: Iterable[Block], document: Document, rules: Rules
) -> list[Dosage]:
    """The facts, each with the route of the section where its words and labels give none."""
    if all(fact.instruction.route is not None for fact in facts):
        return list(facts)
    routes = SectionRoutes.of_document(document, blocks, rules)
    return [_with_route(fact, routes) for fact in facts]


def _with_route(fact: Dosage, routes: SectionRoutes) -> Dosage:
    instruction = fact.instruction
    if instruction.route is not None:
        return fact
    route = routes.of(fact.component) if instruction.site is None else None
    if route is None and instruction.method == _APPLIED:
        route = routes.of_applied(fact.component)
    return replace(fact, instruction=replace(instruction, route=route)) if route is not None else fact
