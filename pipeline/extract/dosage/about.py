"""What a label says that the doses below it are for."""

from __future__ import annotations

import re

from pipeline.extract.dosage.lexer import lexer_for
from pipeline.extract.populations import find_populations
from pipeline.model.document import Document
from pipeline.model.fact import Population
from pipeline.rules import Rules

_NAME = re.compile(r"\w+")
_WORD = re.compile(r"[^\W\d_]{3,}|\b[A-Z]{2}\b")
_OUTER = re.compile(r"^[^()]*")
_BRACKETS = re.compile(r"\s*\([^)]*(?:\)|$)")
_LAST_BRACKET = re.compile(r"\s*\(([^()]*)\)$")
_SHORT = 2
_EDGE = " \t:,;.-–—/&"
_LEADING = re.compile(
    r"^(?:(?:for|in|the|treatment of|treating|cases of|off-label use (?:in|for)|use (?:in|for)|of|and|"
    r"(?:adults|children|adolescents|infants|women|men|patients|those|people|individuals) "
    r"(?:with|who have|experiencing))\s+)+",
    re.IGNORECASE,
)
_PARTING = (",", ";", "-", "–", "—")
_IN_PEOPLE = re.compile(r"(?<=\w)\s(?:in|for)$", re.IGNORECASE)
_AILED = re.compile(r"(?:with|for)\s+", re.IGNORECASE)
_CIRCUMSTANCES = {"people", "circumstance", "measure"}
_NO_TOPIC = _CIRCUMSTANCES | {"sentence", "order", "remark"}
_SAID = {
    "route",
    "unit",
    "number",
    "time",
    "frequency",
    "once",
    "twice",
    "thrice",
    "times",
    "every",
    "as-needed",
    "site",
}


def label_indication(text: str, populations: tuple[Population, ...], document: Document, rules: Rules) -> str:
    """The words of the label that are left once all that it may say otherwise is taken away, or ""."""
    words = _subject(text, populations, document, rules)
    kinds = _kinds(words, rules)
    if kinds == {"sentence"} and "(" in words:
        words = _BRACKETS.sub("", words)
        kinds = _kinds(words, rules)
    return "" if kinds else words


def label_circumstance(text: str, document: Document, rules: Rules) -> str:
    """The words of a label that tells patients apart without a population: "Platelets below 100", "With Otherol"."""
    words = _subject(text, (), document, rules)
    kinds = _kinds(words, rules)
    return words if kinds and kinds <= _CIRCUMSTANCES else ""


def within(inner: str, outer: str) -> str:
    """A use that is named below another: "Nerve block" below "Dental anesthesia" is a part of that."""
    words, around, core = _words(inner), _words(outer), _words(_BRACKETS.sub("", outer))
    if not inner or words in (around, core) or (outer and inner.casefold() == "".join(word[0] for word in core)):
        return outer
    return inner if set(words) <= set(around) or set(core) <= set(words) else f"{outer}: {inner}"


def _words(text: str) -> list[str]:
    return _NAME.findall(text.casefold())


def _subject(text: str, populations: tuple[Population, ...], document: Document, rules: Rules) -> str:
    text = _without_people(text, rules)
    masked = _masked(text, populations, document, rules)
    outer = _OUTER.match(text)
    end = outer.end() if outer else len(text)
    if ends_in_form(text[:end], rules):
        return ""
    if _WORD.search(masked, 0, end):
        return _topic(text if _names_more(text, masked, end, rules) else text[:end], rules)
    if _WORD.search(_BRACKETS.sub(lambda bracket: " " * len(bracket.group()), masked), end):
        return _topic(text, rules)
    if _WORD.search(masked, end):
        bracketed = text[end:].strip(" ()")
        if ends_in_form(bracketed, rules):
            return ""
        return _topic(_without_with(bracketed) if populations else bracketed, rules)
    return ""


def _names_more(text: str, masked: str, end: int, rules: Rules) -> bool:
    """Whether what stands behind the words in front of brackets belongs to them, and is no remark on the label."""
    remark = rules.lexicon["dosage-openings"].opening(text[end:].lstrip("( "))
    said = _WORD.search(masked, end) is not None and (remark is None or remark.key != "remark")
    return end == len(text) or said


def ends_in_form(words: str, rules: Rules) -> bool:
    return any(hit.end == len(words.rstrip()) for hit in rules.lexicon["formulations"].find(words))


def _kinds(words: str, rules: Rules) -> set[str]:
    """What makes it no topic: a whole sentence, or words that name people, a circumstance, an order or a measure."""
    return {hit.term.key for hit in rules.lexicon["dosage-openings"].find(words)} & _NO_TOPIC


def _topic(words: str, rules: Rules) -> str:
    return _tidy(_without_people(_without_route(words, rules), rules))


def _without_with(words: str) -> str:
    found = _AILED.match(words)
    return words[found.end() :] if found else words


def _without_route(words: str, rules: Rules) -> str:
    """ "Oral, acne", "Acne (oral)" and "Acne - oral use" are about acne; "Oral candidiasis" is a disease."""
    bracket = _LAST_BRACKET.search(words)
    if bracket is not None and _is_route(bracket[1], rules):
        words = words[: bracket.start()]
    first, comma, rest = words.partition(",")
    parts = (rest if comma and _is_route(first, rules) else words).split(" - ")
    kept = [part for part in parts if not _is_route(part, rules)]
    return " - ".join(kept) if kept else words


def _is_route(words: str, rules: Rules) -> bool:
    """Whether they name a route and nothing else, but for words that any label may have."""
    tokens = lexer_for(rules.lexicon).tokens(words)
    routes = ["route" in token.senses for token in tokens]
    known = rules.lexicon["dosage-labels"]
    return any(routes) and all(of or known.get(token.text) for of, token in zip(routes, tokens, strict=True))


def _without_people(words: str, rules: Rules) -> str:
    """ "Seizures, ages 4-17" is about seizures."""
    people = [(found.start, found.end, found.population.has_age) for found in find_populations(words, rules)]
    for start, end, aged in (*people, *((hit.start, hit.end, True) for hit in rules.lexicon["ages"].find(words))):
        before, behind = words[:start].rstrip(" ("), words[end:].lstrip(" )")
        if before.endswith(_PARTING) and not behind:
            return _without_people(before.rstrip(_EDGE), rules)
        if words[:start].endswith("(") and not behind and not aged:
            return _without_people(before, rules)
        if (use := _IN_PEOPLE.sub("", before)) != before and not behind:
            return _without_people(use, rules)
        if not before and (behind.startswith(_PARTING) or (aged and _AILED.match(behind))):
            return _without_people(_without_with(behind.lstrip(_EDGE)), rules)
    return words


def _masked(text: str, populations: tuple[Population, ...], document: Document, rules: Rules) -> str:
    named = (words for population in populations for words in population.text.split(", "))
    folded = text.lower()
    for words in (*named, document.title, *document.components):
        if not all(word in folded for word in words.lower().split()):
            continue
        pattern = re.escape(words).replace(r"\ ", r"[\s-]")
        text = re.sub(pattern, lambda match: " " * len(match.group()), text, flags=re.IGNORECASE)
    text = _without_hits("formulations", text, rules)
    for token in lexer_for(rules.lexicon).tokens(text):
        said = _SAID & token.senses.keys()
        if said and not (said == {"unit"} and _is_abbreviation(text[token.start : token.end])):
            text = text[: token.start] + " " * (token.end - token.start) + text[token.end :]
    return _without_hits("ages", _without_hits("dosage-labels", text, rules), rules)


def _without_hits(name: str, text: str, rules: Rules) -> str:
    for hit in list(rules.lexicon[name].find(text)):
        text = text[: hit.start] + " " * (hit.end - hit.start) + text[hit.end :]
    return text


def _is_abbreviation(word: str) -> bool:
    """ "CAP" in a label is a disease, "cap" a capsule."""
    return len(word) > _SHORT and word.isupper() and word.isalpha()


def _tidy(text: str) -> str:
    return _LEADING.sub("", text.strip(_EDGE))
