"""What a drug interacts with, as an enumeration names it: classes, drugs, foods, tests, and examples of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal, get_args

from pipeline.extract.members import Member, members
from pipeline.extract.phrases import Aside
from pipeline.rules import Rules
from pipeline.rules.lexicon import Hit, Lexicon

Category = Literal["drug-drug", "drug-food", "drug-test", "other"]
_CATEGORIES: dict[str, Category] = {code: code for code in get_args(Category)}

_WORDS = re.compile(r"[^\W\d]{2,}")
_ALIAS_WORDS = 4


@dataclass(frozen=True, slots=True)
class Interactant:
    """One interactant in the words of the text."""

    text: str
    category: Category
    aliases: tuple[str, ...] = ()


def interactants(text: str, start: int, end: int, sure: bool, rules: Rules) -> Iterator[Interactant]:
    """The interactants of `text[start:end]`. `sure`: everything listed is one, else only what the lexicon knows."""
    leads = rules.lexicon["interaction-leads"]
    for member in _whole(text, _completed(text, members(text, start, end, rules, leads), rules), rules):
        examples, aliases = _bracketed(member.asides, rules)
        named = _named(member.text, aliases, sure, rules)
        if named is not None:
            yield named
        if named is not None or sure:
            inner = (item for example in examples for item in members(text, example.start, example.end, rules, leads))
            yield from filter(None, (_named(item.text, (), sure, rules) for item in inner))


def _whole(text: str, found: Iterable[Member], rules: Rules) -> Iterator[Member]:
    """Members, where the objects of a relative clause stay with it: "drugs that affect the heart or the kidneys"."""
    held: Member | None = None
    for member in found:
        known = rules.lexicon["interactants"].first(member.text)
        if held is not None and known is None:
            held = replace(held, text=f"{held.text}{text[held.end : member.end]}", end=member.end)
            continue
        if held is not None:
            yield held
        held = member if known is not None and known.term.key == "drug-of" and known.end < len(member.text) else None
        if held is None:
            yield member
    if held is not None:
        yield held


def _completed(text: str, found: list[Member], rules: Rules) -> Iterator[Member]:
    """Members with the words that they share: "CYP3A4 inhibitors and inducers", "drugs ..., especially those ..."."""
    words = rules.lexicon["interactant-words"]
    previous: Hit | None = None
    for member in found:
        hit = words.first(member.text)
        name = member.text
        if hit is not None and hit.term.key == "shared-head" and hit.start == 0 and previous is not None:
            name = previous.match.string[: previous.start] + name
        elif hit is not None and hit.term.key in {"stand-in", "clause"}:
            sentence = text.rfind(". ", 0, member.start) + 1
            name = _with_head(text[sentence : member.start], name, hit, words)
        yield replace(member, text=name)
        last = words.first(name)
        previous = last if last is not None and last.term.key == "shared-head" else None


def _with_head(before: str, name: str, hit: Hit, words: Lexicon) -> str:
    """ "those affecting clotting" with the drugs that were named before it: "medications affecting clotting"."""
    heads = [other.match.group() for other in words.find(before) if other.term.key == "head"]
    if not heads:
        return name
    return f"{heads[-1]} {name if hit.term.key == 'clause' else name[hit.end :].lstrip()}"


def _bracketed(asides: tuple[Aside, ...], rules: Rules) -> tuple[list[Aside], tuple[str, ...]]:
    """Brackets that give examples ("e.g., A and B", or a drug's name), and those that say the same in other words."""
    examples, aliases = [], []
    for aside in asides:
        hit = rules.lexicon["interactant-words"].first(aside.text)
        if hit is not None and hit.term.key == "example" and hit.start == 0:
            examples.append(Aside(aside.start + hit.end, aside.end, aside.text[hit.end :]))
        elif "," in aside.text or _is_name(aside.text, rules):
            examples.append(aside)
        elif len(aside.text.split()) <= _ALIAS_WORDS:
            aliases.append(aside.text)
    return examples, tuple(aliases)


def _is_name(words: str, rules: Rules) -> bool:
    known = rules.lexicon["interactants"].first(words)
    return known is not None and known.term.key == "name"


def _named(words: str, aliases: tuple[str, ...], sure: bool, rules: Rules) -> Interactant | None:
    if rules.lexicon["interaction-none"].get(words) is not None:
        return None
    tail = rules.lexicon["interaction-tails"].first(words)
    text = words[: tail.start].rstrip(" ,;") if tail else words
    known = rules.lexicon["interactants"].first(text)
    if known is None and (not sure or rules.lexicon["conditions"].first(text) is not None):
        return None
    if _WORDS.search(text) is None or rules.lexicon["vague"].get(text) is not None:
        return None
    return Interactant(text, _CATEGORIES[known.term.data["category"]] if known else "drug-drug", aliases)
