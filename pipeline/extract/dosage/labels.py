"""What a label of the dosage section sets for the words under it: population, indication, route, formulation."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.extract.dosage.lexer import lexer_for
from pipeline.extract.populations import age_band, find_populations
from pipeline.model.document import Block, Document
from pipeline.model.fact import Population
from pipeline.rules import Rules

_WORD = re.compile(r"[^\W\d_]{3,}")
_OUTER = re.compile(r"^[^()]*")
_EDGE = " \t:,;.-–—/&"
_LEADING = re.compile(r"^(?:for|in|the|treatment of|of|and)\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class LabelContext:
    """What one label sets; an empty field leaves what the label above it has set."""

    populations: tuple[Population, ...] = ()
    indication: str = ""
    routes: tuple[str, ...] = ()
    formulation: str = ""
    silent: bool = False


def read_label(block: Block, document: Document, rules: Rules) -> LabelContext:
    if block.label is None:
        return LabelContext()
    text = block.label.text
    populations = tuple(found.population for found in find_populations(text, rules)) + organ_function(text, rules)
    if not populations and text[:1] in "0123456789<>≥≤" and (band := age_band(text, rules)) is not None:
        populations = (band,)
    return LabelContext(
        populations=populations,
        indication=_indication(text, populations, document, rules),
        routes=routes_in(text, rules),
        formulation=_formulation(text, rules),
        silent=_is_silent(text, rules),
    )


def _is_silent(text: str, rules: Rules) -> bool:
    term = rules.lexicon["dosage-labels"].get(text.partition("(")[0])
    return term is not None and term.key == "silent"


def routes_in(text: str, rules: Rules) -> tuple[str, ...]:
    """The distinct routes that the text names, also by a body site that only one route reaches."""
    routes = []
    for token in lexer_for(rules.lexicon).tokens(text):
        if "route" in token.senses:
            routes.append(token.senses["route"].key)
        elif "site" in token.senses and "frequency" not in token.senses:
            routes.append(str(token.senses["site"].data.get("route", "")))
    return tuple(dict.fromkeys(route for route in routes if route))


def organ_function(text: str, rules: Rules, start: int = 0, end: int | None = None) -> tuple[Population, ...]:
    """Bands of kidney or liver function ("CrCl 30-50 mL/min", "Child-Pugh B")."""
    hits = rules.lexicon["organ-function"].find(text, start, end)
    return tuple(Population(text[hit.start : hit.end].strip(), hit.term.data["code"]) for hit in hits)


def _formulation(text: str, rules: Rules) -> str:
    hits = list(rules.lexicon["formulations"].find(text))
    return text[hits[0].start : hits[-1].end] if hits else ""


def _indication(text: str, populations: tuple[Population, ...], document: Document, rules: Rules) -> str:
    """The words of the label that are left once all that it may say otherwise is taken away."""
    masked = _masked(text, populations, document, rules)
    outer = _OUTER.match(text)
    end = outer.end() if outer else len(text)
    if _WORD.search(masked, 0, end):
        whole = end == len(text) or _WORD.search(masked, end) is not None
        return _tidy(text if whole else text[:end])
    if _WORD.search(masked, end):
        return _tidy(text[end:].strip(" ()"))
    return ""


def _masked(text: str, populations: tuple[Population, ...], document: Document, rules: Rules) -> str:
    for words in (*(population.text for population in populations), document.title, *document.components):
        text = re.sub(re.escape(words), lambda match: " " * len(match.group()), text, flags=re.IGNORECASE)
    for token in lexer_for(rules.lexicon).tokens(text):
        if not {"route", "unit", "number", "time", "frequency"}.isdisjoint(token.senses):
            text = text[: token.start] + " " * (token.end - token.start) + text[token.end :]
    for name in ("formulations", "dosage-labels", "ages"):
        for hit in list(rules.lexicon[name].find(text)):
            text = text[: hit.start] + " " * (hit.end - hit.start) + text[hit.end :]
    return text


def _tidy(text: str) -> str:
    return _LEADING.sub("", text.strip(_EDGE))
