"""The route that the sentences before a dose have left for it."""

from __future__ import annotations

import re
from dataclasses import replace

from pipeline.extract.dosage.labels import routes_in
from pipeline.extract.dosage.lexer import lexer_for
from pipeline.model.document import Block
from pipeline.model.dosage import DosageInstruction
from pipeline.rules import Rules

_NAME = 30  # characters in which the name of a disease follows its adjective
_OPENING = re.compile(r"(?:for|with) (?P<route>[\w\s()-]{2,40}?) (?:administration|dosing|use), ", re.IGNORECASE)


def settled_route(
    instruction: DosageInstruction, since: int, before: str | None, block: Block, rules: Rules
) -> str | None:
    """The route of the words of a dose; then what a sentence since the dose before opens with ("For oral use,
    nothing changes"), or the route of that dose.

    None where the words speak of another way to give it than what is left for it: "and 5 mL is injected".
    """
    span = instruction.span
    sentence = next(sentence for sentence in block.sentences if sentence.end >= span.end)
    if instruction.route is not None and _only_names_disease(block.plain[sentence.start : sentence.end], rules):
        instruction = replace(instruction, route=None)
    if instruction.route is not None and routes_in(block.plain[span.start : span.end], rules):
        return instruction.route
    route = instruction.route or _opening_route(since, span.start, block, rules) or before
    if route is None:
        return None
    hits = rules.lexicon["route-families"].find(block.plain, span.start, span.end)
    return route if all(set(route.split(" or ")) <= set(hit.term.data["routes"]) for hit in hits) else None


def _only_names_disease(sentence: str, rules: Rules) -> bool:
    """Whether the words of routes in it are all parts of diseases: "5 mg for vaginal candidiasis"."""
    tokens = [token for token in lexer_for(rules.lexicon).tokens(sentence) if "route" in token.senses]
    if not tokens or routes_in(sentence, rules):
        return False
    diseases = list(rules.lexicon["conditions"].find(sentence))
    return all(any(0 <= hit.end - token.end <= _NAME for hit in diseases) for token in tokens)


def _opening_route(start: int, end: int, block: Block, rules: Rules) -> str | None:
    sentences = (sentence for sentence in reversed(block.sentences) if start <= sentence.start < end)
    opened = (_opened(block.plain[sentence.start : sentence.end], rules) for sentence in sentences)
    return next((routes[0] for routes in opened if routes), None)


def _opened(sentence: str, rules: Rules) -> tuple[str, ...]:
    found = _OPENING.match(sentence)
    routes = routes_in(found["route"], rules) if found is not None else ()
    return routes if len(routes) == 1 else ()
