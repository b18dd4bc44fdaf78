"""The route that the sentences before a dose have left for it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from pipeline.extract.dosage.labels import fits_families, routes_in
from pipeline.extract.dosage.lexer import lexer_for
from pipeline.extract.dosage.reader import states_quantity
from pipeline.model.document import Block, Span
from pipeline.model.dosage import DosageInstruction
from pipeline.rules import Rules

_NAME = 30  # characters in which the name of a disease follows its adjective
_OPENING = re.compile(r"(?:for|with) (?P<route>[\w\s()-]{2,40}?) (?:administration|dosing|use), ", re.IGNORECASE)


@dataclass(slots=True)
class CarriedRoute:
    """`route` is that of the last dose of the block, which ends at `since`."""

    block: Block
    rules: Rules
    route: str | None = None
    since: int = 0

    def settle(self, instruction: DosageInstruction, words: Span) -> DosageInstruction:
        """With the route of the words of its clause; then the one that a sentence since the dose before opens with
        ("For oral use, nothing changes"), or that of the dose before.

        None where the words speak of another way to give it than what is left for it: "and 5 mL is injected".
        """
        span = instruction.span
        self.route = self._of_itself(instruction, words) or self._fitting(
            instruction.route or self._left(span.start), words
        )
        self.since = span.end
        return replace(instruction, route=self.route)

    def _of_itself(self, instruction: DosageInstruction, words: Span) -> str | None:
        if instruction.route is None:
            return None
        own = routes_in(self.block.plain[instruction.span.start : words.end], self.rules)
        return instruction.route if own else None

    def _left(self, before: int) -> str | None:
        sentences = (one for one in reversed(self.block.sentences) if self.since <= one.start < before)
        words = [self.block.plain[one.start : one.end] for one in sentences]
        opened = next((routes[0] for routes in (_opened(one, self.rules) for one in words) if routes), None)
        stated = next((route for route in (_stated(one, self.rules) for one in words) if route), None)
        alone = stated is not None and set(stated.split(" or ")) == set(routes_in(self.block.plain, self.rules))
        return opened or (stated if alone else self.route)

    def _fitting(self, route: str | None, words: Span) -> str | None:
        sentence = next(one for one in self.block.sentences if one.end >= words.end)
        if route is None or _only_names_disease(self.block.plain[sentence.start : sentence.end], self.rules):
            return None
        return route if fits_families(route, self.block.plain[words.start : words.end], self.rules) else None


def _only_names_disease(sentence: str, rules: Rules) -> bool:
    """Whether the words of routes in it are all parts of diseases: "5 mg for vaginal candidiasis"."""
    tokens = [token for token in lexer_for(rules.lexicon).tokens(sentence) if "route" in token.senses]
    if not tokens or routes_in(sentence, rules):
        return False
    diseases = list(rules.lexicon["conditions"].find(sentence))
    return all(any(0 <= hit.end - token.end <= _NAME for hit in diseases) for token in tokens)


def _stated(sentence: str, rules: Rules) -> str:
    """The routes that a sentence without a dose says the drug is given by."""
    tokens = lexer_for(rules.lexicon).tokens(sentence)
    said = [sense for token in tokens for sense in ("possibly", "method", "route") if sense in token.senses]
    stated = said[:2] == ["method", "route"] and "possibly" not in said and "denial" not in tokens.senses
    return " or ".join(routes_in(sentence, rules)) if stated and not states_quantity(sentence, rules.lexicon) else ""


def _opened(sentence: str, rules: Rules) -> tuple[str, ...]:
    found = _OPENING.match(sentence)
    routes = routes_in(found["route"], rules) if found is not None else ()
    return routes if len(routes) == 1 else ()
