"""What a drug interacts with, as an enumeration names it: classes, drugs, foods, tests, and the examples given for them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal, get_args

from pipeline.extract.members import Member, members
from pipeline.extract.phrases import Aside
from pipeline.rules import Rules

Category = Literal["drug-drug", "drug-food", "drug-test", "other"]
_CATEGORIES: dict[str, Category] = {code: code for code in get_args(Category)}

_WORDS = re.compile(r"[^\W\d]{2,}")
_EXAMPLES = re.compile(r"(?:e\.g\.|eg|such as|like|including|especially|particularly|for example|notably|i\.e\.)[,:]?\s+", re.IGNORECASE)
_SHARED = re.compile(r"(.*\S)\s+((?:inhibitor|inducer|substrate|agonist|antagonist|blocker)s?)", re.IGNORECASE)
_BARE = re.compile(r"(?:inhibitor|inducer|substrate|agonist|antagonist|blocker)s?", re.IGNORECASE)
_ADJECTIVE = re.compile(r"[\w-]+(?:ing|ive|al|ic|ary)", re.IGNORECASE)
_THOSE = re.compile(r"(?:those|ones|some|that(?= (?:prolong|affect|are|can|may|increase|inhibit|induce)))\b", re.IGNORECASE)
_HEAD = re.compile(r"\b(?:drugs|medications|medicines|agents|supplements|substances|products|antibiotics)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Interactant:
    """One interactant in the words of the text."""

    text: str
    category: Category
    aliases: tuple[str, ...] = ()


def interactants(text: str, start: int, end: int, sure: bool, rules: Rules) -> Iterator[Interactant]:
    """The interactants of `text[start:end]`. `sure`: everything listed is one, else only what the lexicon knows."""
    found = members(text, start, end, rules, rules.lexicon["interaction-leads"])
    for member in _completed(text, start, found):
        examples, aliases = _bracketed(member.asides, rules)
        named = _named(member.text, aliases, sure, rules)
        if named is None and not sure:
            continue
        if named is not None:
            yield named
        for example in examples:
            for item in members(text, example.start, example.end, rules, rules.lexicon["interaction-leads"]):
                inner = _named(item.text, (), sure, rules)
                if inner is not None:
                    yield inner


def _completed(text: str, start: int, found: list[Member]) -> Iterator[Member]:
    """Members with the words that they share: "CYP3A4 inhibitors and inducers", "drugs ..., especially those ..."."""
    previous = ""
    for index, member in enumerate(found):
        words = member.text
        shared = _SHARED.fullmatch(previous)
        if shared and _BARE.fullmatch(words):
            words = f"{shared.group(1)} {words}"
        elif _ADJECTIVE.fullmatch(words) and index + 1 < len(found) and " " in found[index + 1].text:
            words = f"{words} {found[index + 1].text.rsplit(' ', 1)[1]}"
        elif _THOSE.match(words):
            heads = list(_HEAD.finditer(text, 0, member.start))
            words = _with_head(heads[-1].group(), words) if heads else words
        yield replace(member, text=words)
        previous = words


def _with_head(head: str, words: str) -> str:
    """ "those affecting clotting" with the drugs that were named before: "medications affecting clotting"."""
    return f"{head} {words}" if words.startswith("that") else _THOSE.sub(head, words, count=1)


def _bracketed(asides: tuple[Aside, ...], rules: Rules) -> tuple[list[Aside], tuple[str, ...]]:
    """Brackets that give examples ("e.g., A and B", or a drug's name), and those that say the same in other words."""
    examples, aliases = [], []
    for aside in asides:
        opening = _EXAMPLES.match(aside.text)
        if opening is not None:
            examples.append(Aside(aside.start + opening.end(), aside.end, aside.text[opening.end() :]))
        elif "," in aside.text or _is_name(aside.text, rules):
            examples.append(aside)
        elif len(aside.text.split()) <= 4:
            aliases.append(aside.text)
    return examples, tuple(aliases)


def _is_name(words: str, rules: Rules) -> bool:
    known = rules.lexicon["interactants"].first(words)
    return known is not None and known.term.key == "name"


def _named(words: str, aliases: tuple[str, ...], sure: bool, rules: Rules) -> Interactant | None:
    if rules.lexicon["vague"].get(words) is not None:
        return None
    tail = rules.lexicon["interaction-tails"].first(words)
    text = words[: tail.start].rstrip(" ,;") if tail else words
    known = rules.lexicon["interactants"].first(text)
    if (known is None and not sure) or _WORDS.search(text) is None or rules.lexicon["vague"].get(text) is not None:
        return None
    return Interactant(text, _CATEGORIES[known.term.data["category"]] if known else "drug-drug", aliases)
