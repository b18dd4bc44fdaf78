"""What an enumeration of contraindications names: each phrase with the limits that the text sets, and its kind."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Literal

from pipeline.extract.clauses import Clause, is_the_drug
from pipeline.extract.members import Member, bracketed, members
from pipeline.extract.phrases import Aside
from pipeline.extract.populations import find_populations
from pipeline.model.document import Block, Document, squeeze
from pipeline.model.fact import Contraindication, Evidence, Population
from pipeline.rules import Rules
from pipeline.rules.lexicon import Hit

Category = Literal["condition", "drug", "population", "allergy"]

_ALIAS_WORDS = 4
_USE_OF = r"(?:use of )?{}(?:['’]s use)? (?:in|during) "
_PARTS = frozenset({"site", "modifier", "severity", "direction"})
_WORDS = re.compile(r"\w{3,}")
_BRACKETS = re.compile(r"\s*\([^()]*\)")
_JOINED = re.compile(r"\s(?:or|and|and/or)\s", re.IGNORECASE)
_LAST_OF_LIST = re.compile(r"\b(?:or|and)\s+(?:an?\s+)?\Z", re.IGNORECASE)


def phrases(document: Document, block: Block, clause: Clause, rules: Rules) -> Iterator[Contraindication]:
    """The contraindications that a stretch of the block's text enumerates."""
    leads, text = rules.lexicon["contraindication-leads"], block.plain
    found = (_without_the_drug(document, member) for member in members(text, clause.start, clause.end, rules, leads))
    listed = list(_with_shared_heads(text, found, rules))
    inner = [
        item
        for member in listed
        if _category(member, rules)[0] != "allergy"
        for item in bracketed(text, member, rules, leads)
    ]
    for member in (*listed, *inner):
        if _is_contraindication(document, member, rules):
            yield _fact(block, clause, member, rules)


def _fact(block: Block, clause: Clause, member: Member, rules: Rules) -> Contraindication:
    category, population = _category(member, rules)
    kinds = [(aside, rules.lexicon["contraindication-brackets"].opening(aside.text)) for aside in member.asides]
    limits = [aside for aside, kind in kinds if kind is not None and kind.key == "limit"]
    names = (aside.text for aside, kind in kinds if kind is None)
    return Contraindication(
        evidence=(Evidence(block.text.span(*member.reach), block.section, f"contraindication/{clause.rule}"),),
        component=block.component,
        text=_limited(block.plain, member, limits),
        category=category,
        aliases=tuple(name for name in names if len(name.split()) <= _ALIAS_WORDS),
        population=population,
    )


def _limited(text: str, member: Member, limits: list[Aside]) -> str:
    """The phrase with the brackets that narrow it: "heart block (unless paced)", "renal failure (CrCl < 30 mL/min)"."""
    words = member.text
    for aside in limits:
        before = squeeze(_BRACKETS.sub("", text[member.start : aside.start - 1]))
        at = len(before) if words.startswith(before) and aside.end < member.end else len(words)
        words = f"{words[:at]} ({aside.text}){words[at:]}"
    return words


def _without_the_drug(document: Document, member: Member) -> Member:
    """ "Exampline in pregnant women", "Exampline's use during pregnancy": whom or what it is not for."""
    own = re.match(_USE_OF.format(re.escape(document.title)), member.text, re.IGNORECASE)
    return member if own is None else replace(member, text=member.text[own.end() :])


def _with_shared_heads(text: str, found: Iterable[Member], rules: Rules) -> Iterator[Member]:
    """Members with the words that the first of them shares: "at risk of bleeding or (at risk of) perforation"."""
    head: Hit | None = None
    before: Member | None = None
    for member in found:
        own = rules.lexicon["contraindication-heads"].first(member.text)
        if own is not None and own.start == 0 and own.term.key == "cause":
            head = before = None
            causes = _JOINED.split(member.text[own.end :])
            yield from (replace(member, text=f"{own.match.group()}{cause}") for cause in causes)
            continue
        if own is not None and own.start == 0 and own.term.key != "sequel":
            head, before = own, member
        elif head is not None and before is not None and _shares(text, head, before, member, rules):
            before = replace(member, start=before.start, text=f"{head.match.group()}{member.text}")
        else:
            head = before = None
        yield before or member


def _shares(text: str, head: Hit, before: Member, member: Member, rules: Rules) -> bool:
    between = text[before.reach[1] : member.start]
    if member.leads or member.example or "." in between:
        return False
    if head.term.key == "site":
        kind = rules.lexicon["contraindication-heads"].get(member.text)
        return kind is not None and kind.key == "sequel" and _JOINED.fullmatch(between) is not None
    return _JOINED.fullmatch(between) is not None or _LAST_OF_LIST.search(text, 0, before.start) is not None


def _is_contraindication(document: Document, member: Member, rules: Rules) -> bool:
    exception = rules.lexicon["clause-stops"].first(member.text)
    words = member.text[: exception.start] if exception and exception.term.key == "exception" else member.text
    vague = rules.lexicon["vague"].get(words)
    if _WORDS.search(words) is None or (vague is not None and vague.key != "infection") or is_the_drug(document, words):
        return False
    part = rules.lexicon["phrase-words"].get(words)
    if part is not None and part.key in _PARTS and next(find_populations(words, rules), None) is None:
        return False
    kind = rules.lexicon["contraindication-kinds"].first(words)
    known = rules.lexicon["interactants"].first(words)
    is_state = kind is not None and kind.term.key != "drug"
    return is_state or known is None or known.term.key != "food"


def _category(member: Member, rules: Rules) -> tuple[Category, Population | None]:
    kinds = [hit.term.key for hit in rules.lexicon["contraindication-kinds"].find(member.text)]
    if "allergy" in kinds:
        return "allergy", None
    found = next(find_populations(member.text, rules), None)
    if kinds[:1] == ["part-of-pregnancy"]:
        return "population", Population(member.text, "pregnancy")
    if found is not None and found.population.code not in {"renal", "hepatic"} and found.start < 8:
        return "population", found.population
    named = rules.lexicon["interactants"].first(member.text) if not kinds else None
    is_named = named is not None and named.term.key == "name"
    if "drug" in member.leads or is_named or kinds[:1] == ["drug"]:
        return "drug", None
    return "condition", None
