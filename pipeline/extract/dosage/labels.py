"""What a label of the dosage section sets for the words under it: population, indication, route, formulation."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from pipeline.extract.dosage.about import label_circumstance, label_indication
from pipeline.extract.dosage.ailing import with_further, with_illness
from pipeline.extract.dosage.ambiguous import settle_senses
from pipeline.extract.dosage.lexer import lexer_for
from pipeline.extract.dosage.spanning import spanning
from pipeline.extract.dosage.tokens import Tokens
from pipeline.extract.dosage.windows import window_of_label
from pipeline.extract.populations import ORGANS, FoundPopulation, age_band, find_populations, maturity, narrowed
from pipeline.model.document import Block, Document
from pipeline.model.dosage import Amount, Role
from pipeline.model.fact import Population
from pipeline.rules import Rules
from pipeline.rules.lexicon import Term

_BRACKET = re.compile(r"\(([^()]+)\)")
_FIGURES = frozenset("0123456789<>≥≤")
_REST_OF_BRACKET = re.compile(r"[^()]*\)")
_STRENGTH_BEFORE = re.compile(r"\d[\d.,]*\s?%\s+$")
_STRENGTH_BEHIND = re.compile(r"\s\d[\d.,]*\s?%(?:\s?(?:or|to|-|–)\s?\d[\d.,]*\s?%)?|\s\([^()]*\d[^()]*\)")
_ROLES: dict[str, Role] = {
    "initial": "initial",
    "maintenance": "maintenance",
    "loading": "loading",
    "adjustment": "adjustment",
}


@dataclass(frozen=True, slots=True)
class LabelContext:
    """What one label sets; an empty field leaves what the label above it has set."""

    populations: tuple[Population, ...] = ()
    indication: str = ""
    routes: tuple[str, ...] = ()
    formulation: str = ""
    role: Role = "usual"
    silent: bool = False
    adjusting: bool = False
    maturity: str = ""
    window: Amount | None = None


def read_label(block: Block, document: Document, rules: Rules) -> LabelContext:
    if block.label is None or block.label.is_question:
        return LabelContext()
    title = read_title(block.label.text, document, rules)
    return replace(title, indication="") if _is_short_name(block, document) else title


def _is_short_name(block: Block, document: Document) -> bool:
    """ "CoQ10:" on a page that calls a component so: the one word has named it, and no disease."""
    one_word = block.label is not None and " " not in block.label.text
    above = document.blocks[block.parent].component if block.parent is not None else None
    return one_word and block.component not in (None, above)


def read_title(text: str, document: Document, rules: Rules) -> LabelContext:
    """What the words of a label, or of a list item that stands as one above others, set."""
    found = with_further(text, with_illness(text, spanning(text, tuple(find_populations(text, rules)))), rules)
    named = (people for people in _as_bracketed(text, found) if not is_mere_function(people))
    populations = _one_of_organ(named) + organ_function(text, rules)
    if not populations and (band := _age_band(text, rules)) is not None:
        populations = (band,)
    if not populations and (circumstance := label_circumstance(text, document, rules)):
        populations = (Population(circumstance, "other"),)
    indication = label_indication(text, (*populations, *(item.population for item in found)), document, rules)
    return LabelContext(
        populations=tuple(people for people in populations if not _is_of_use(people, indication)),
        indication=indication,
        routes=routes_in(text, rules) or routes_of_unit(text, "labels", rules) or _routes_of_form(text, rules),
        formulation=formulation_in(text, rules),
        role=_role(text, rules),
        silent=_is_kind(rules.lexicon["dosage-labels"].get(text.partition("(")[0]), "silent"),
        adjusting=_is_kind(rules.lexicon["dosage-labels"].opening(text), "adjusting"),
        maturity=maturity(text, rules),
        window=window_of_label(text, rules),
    )


def _age_band(text: str, rules: Rules) -> Population | None:
    """The band that a label is ("13-17 years"), or a part of it ("Schizophrenia (13-17 years)", "Oral, 3 years")."""
    for words in (text, *_BRACKET.findall(text), *(part.strip() for part in text.split(", ")[1:])):
        if words[:1] in _FIGURES or rules.lexicon["ages"].get(words) is not None:
            return age_band(words, rules)
    return None


def _is_of_use(people: Population, indication: str) -> bool:
    """ "Edema in kidney disease": the disease is a part of what the dose is for, and sets nobody apart."""
    words = people.text.casefold()
    return people.code in ORGANS and words.endswith(" disease") and words in indication.casefold()


def _as_bracketed(text: str, found: Iterable[FoundPopulation]) -> tuple[Population, ...]:
    """ "Pediatric dosage (infants, children)" is for those in brackets, "Adults (men over 65 years)" for both."""
    sides: tuple[list[Population], list[Population]] = ([], [])
    for item in found:
        sides[text.count("(", 0, item.start) > text.count(")", 0, item.start)].append(item.population)
    outer, inner = sides
    if len(outer) == 1 and inner and all(_is_kind_of(people, outer[0]) for people in inner):
        return narrowed(inner, outer)
    if len(outer) == len(inner) == 1 and inner[0].code == outer[0].code and not outer[0].has_age:
        return (replace(inner[0], text=f"{outer[0].text}, {inner[0].text}"),)
    return (*outer, *inner)


def _is_kind_of(people: Population, other: Population) -> bool:
    young = other.code == "pediatric" and people.code in ("pediatric", "neonate")
    return young or (people.code == "other" and other.code != "other")


def _one_of_organ(named: Iterable[Population]) -> tuple[Population, ...]:
    """ "Renal impairment (kidney disease)" names the same people twice."""
    kept: list[Population] = []
    for people in named:
        if people.code not in ORGANS or all(other.code != people.code for other in kept):
            kept.append(people)
    return tuple(kept)


def is_mere_function(people: Population) -> bool:
    """ "Kidney function" names nobody, unless it is said to be impaired."""
    words = people.text.lower().split()
    return people.code in ORGANS and len(words) == 2 and words[1] == "function"


def _role(text: str, rules: Rules) -> Role:
    """The part that a regimen plays by its label ("Starting dose", "Maintenance (adults)")."""
    term = rules.lexicon["dosage-roles"].get(text.partition(" (")[0])
    return _ROLES.get(term.key, "usual") if term is not None else "usual"


def _is_kind(term: Term | None, kind: str) -> bool:
    return term is not None and term.key == kind


def routes_in(text: str, rules: Rules) -> tuple[str, ...]:
    """The distinct routes that the text names, also by a body site that only one route reaches."""
    routes = []
    tokens = settle_senses(lexer_for(rules.lexicon).tokens(text))
    for index, token in enumerate(tokens):
        if "route" in token.senses and not _qualifies_disease(tokens, index, rules):
            routes.append(token.senses["route"].key)
        elif "site" in token.senses and "frequency" not in token.senses:
            routes.append(str(token.senses["site"].data.get("route", "")))
    return tuple(dict.fromkeys(route for route in routes if route))


def fits_families(route: str, words: str, rules: Rules) -> bool:
    """Whether each way to give a drug that the words speak of ("is injected") is one of the route's."""
    routes = set(route.split(" or "))
    return all(routes <= set(hit.term.data["routes"]) for hit in rules.lexicon["route-families"].find(words))


def _qualifies_disease(tokens: Tokens, index: int, rules: Rules) -> bool:
    """ "Oral candidiasis", "Nasal polyps": an adjective of a route before a word that is neither form nor use."""
    behind = tokens[index + 1]
    if tokens.text(index) not in tokens[index].senses["route"].data.get("adjectives", ()):
        return False
    if tokens.text(index - 1) == tokens.text(index + 1) == ",":  # "toxicity (hepatic, ocular, pulmonary)"
        return all(tokens[at].is_word and "route" not in tokens[at].senses for at in (index - 2, index + 2))
    known = any(rules.lexicon[name].get(behind.text) for name in ("formulations", "dosage-labels"))
    return behind.is_word and not behind.senses and not known


def organ_function(text: str, rules: Rules) -> tuple[Population, ...]:
    """Bands of kidney or liver function ("CrCl 30-50 mL/min", "Child-Pugh B")."""
    return tuple(found.population for found in organ_bands(text, rules))


def organ_bands(text: str, rules: Rules, start: int = 0, end: int | None = None) -> Iterator[FoundPopulation]:
    """The same with their offsets."""
    for hit in rules.lexicon["organ-function"].find(text, start, end):
        if hit.term.key != "denied":
            words = text[hit.start : hit.end].strip()
            yield FoundPopulation(hit.start, hit.end, Population(words, hit.term.data["code"]))


def routes_of_unit(text: str, place: str, rules: Rules) -> tuple[str, ...]:
    """Routes in words of units, by `place`: the label "Asthma (inhalation)", the counted "2 inhalations"."""
    words = {token.text.casefold() for token in lexer_for(rules.lexicon).tokens(text)}
    terms = rules.lexicon["routes"].terms.values()
    return tuple(term.key for term in terms if not words.isdisjoint(term.data.get(place, ())))


def _routes_of_form(text: str, rules: Rules) -> tuple[str, ...]:
    """The one route that each form of the label is made for, or ()."""
    routes = {hit.term.data.get("route") for hit in rules.lexicon["formulations"].find(text)}
    return (str(routes.pop()),) if len(routes) == 1 and None not in routes else ()


def formulation_in(text: str, rules: Rules) -> str:
    """The forms that the words name, with a strength beside them: "5% gel", "Syrup (12.5 mg/5 mL)"."""
    hits = list(rules.lexicon["formulations"].find(text))
    if not hits:
        return ""
    before = _STRENGTH_BEFORE.search(text, 0, hits[0].start)
    words = text[before.start() if before is not None else hits[0].start : hits[-1].end]
    behind = _REST_OF_BRACKET if words.count("(") > words.count(")") else _STRENGTH_BEHIND
    rest = behind.match(text, hits[-1].end)
    told = rest is not None and (behind is _REST_OF_BRACKET or _has_unit(rest.group(), rules))
    return words + rest.group() if rest is not None and told else words


def _has_unit(text: str, rules: Rules) -> bool:
    """Whether a figure of the text has a unit: "12.5 mg/5 mL", unlike "3 times daily"."""
    tokens = lexer_for(rules.lexicon).tokens(text)
    return any(token.value is not None and tokens.has(at + 1, "unit") for at, token in enumerate(tokens))
