"""What a drug interacts with, as an enumeration names it: classes, drugs, foods, tests, and examples of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal, get_args

from pipeline.extract.members import Member, members
from pipeline.extract.phrases import Aside
from pipeline.model.document import squeeze
from pipeline.rules import Rules
from pipeline.rules.lexicon import Hit, Lexicon

Category = Literal["drug-drug", "drug-food", "drug-test", "other"]
_CATEGORIES: dict[str, Category] = {code: code for code in get_args(Category)}

_LETTERS = re.compile(r"[^\W\d]{2,}")
_ALIAS_WORDS = 4
_NAME_WORDS = 4


@dataclass(frozen=True, slots=True)
class Interactant:
    """One interactant in the words of the text; `end` is the offset where they end."""

    text: str
    category: Category
    aliases: tuple[str, ...]
    end: int


def interactants(text: str, start: int, end: int, sure: bool, rules: Rules) -> Iterator[Interactant]:
    """The interactants of `text[start:end]`. `sure`: everything listed is one, else only what the lexicon knows.

    What "such as" introduces is one where the words before it are.
    """
    if not sure and not _may_name_any(text, start, end, rules):
        return
    listed = members(text, start, end, rules, rules.lexicon["interaction-leads"])
    found = [_as_written(text, member) if _relative(member.text, rules) else member for member in listed]
    for member in _whole(text, _completed(text, found, rules), rules):
        sure = sure or member.example
        examples, aliases = _bracketed(text, member, rules)
        sides = (_named(words, aliases, sure, member.end, rules) for words in _sides(member.text, rules))
        named = [side for side in sides if side is not None]
        yield from named
        if named or sure or _is_any_drug(member.text, rules):
            for example in examples:
                yield from _instances(text, example, rules)


def _may_name_any(text: str, start: int, end: int, rules: Rules) -> bool:
    """Whether a stretch holds a known interactant or a word for drugs; for speed only."""
    known = rules.lexicon["interactants"].first(text, start, end)
    heads = rules.lexicon["interactant-words"].find(text, start, end)
    return known is not None or any(hit.term.key == "head" for hit in heads)


def _is_any_drug(words: str, rules: Rules) -> bool:
    term = rules.lexicon["interaction-none"].get(words)
    return term is not None and term.key in {"drug", "head"}


def _instances(text: str, example: Aside, rules: Rules) -> Iterator[Interactant]:
    for item in members(text, example.start, example.end, rules, rules.lexicon["interaction-leads"]):
        named = _named(item.text, (), True, item.end, rules)
        if named is not None:
            yield named


def _sides(words: str, rules: Rules) -> list[str]:
    """Both sides of "the drug with milk"; "drugs with sedative effects" is one."""
    return [words] if _relative(words, rules) else words.split(" with ")


def _relative(words: str, rules: Rules) -> Hit | None:
    """The head of a class that a clause describes: "drugs that" of "drugs that affect the heart"."""
    if " " not in words:
        return None
    hits = rules.lexicon["interactants"].find(words)
    return next((hit for hit in hits if hit.term.key == "drug-of" and hit.end < len(words)), None)


def _whole(text: str, found: Iterable[Member], rules: Rules) -> Iterator[Member]:
    """Members, where the objects of a relative clause stay with it: "drugs that affect the heart or the kidneys"."""
    held: Member | None = None
    for member in found:
        if held is not None and _goes_on(held, member, rules):
            held = replace(held, text=f"{held.text}{text[held.end : member.end]}", end=member.end)
            continue
        if held is not None:
            yield held
        held = member if _relative(member.text, rules) else None
        if held is None:
            yield member
    if held is not None:
        yield held


def _as_written(text: str, member: Member) -> Member:
    """A member in the words of the text where sharing changed them: the objects of one clause share no noun."""
    words = squeeze(text[member.start : member.end])
    changed = "(" not in words and words.split(" ", 1)[0] == member.text.split(" ", 1)[0]
    return replace(member, text=words) if changed else member


def _goes_on(held: Member, member: Member, rules: Rules) -> bool:
    """Whether a member belongs to the clause before it, which lacks its object, or as it names no interactant."""
    words = rules.lexicon["interactant-words"]
    unfinished = any(hit.term.key == "unfinished" for hit in words.find(held.text))
    opening = words.opening(member.text)
    is_verb = opening is not None and opening.key == "verb"
    return unfinished or is_verb or rules.lexicon["interactants"].first(member.text) is None


def _completed(text: str, found: list[Member], rules: Rules) -> Iterator[Member]:
    """Members with the words that they share: "CYP3A4 inhibitors and inducers", "drugs ..., especially those ..."."""
    words = rules.lexicon["interactant-words"]
    previous: Hit | None = None
    for index, member in enumerate(found):
        hit = words.first(member.text)
        name = member.text
        if hit is not None and hit.term.key == "shared-head" and hit.start == 0 and previous is not None:
            name = previous.match.string[: previous.start] + name
        elif hit is not None and hit.term.key in {"stand-in", "clause"}:
            sentence = text.rfind(". ", 0, member.start) + 1
            name = _with_head(text[sentence : member.start], name, hit, words)
        elif hit is not None and hit.term.key == "acted-on" and index + 1 < len(found):
            following = words.first(found[index + 1].text)
            name += f" {following.match.group()}" if following and following.term.key == "shared-head" else ""
        yield replace(member, text=name)
        last = words.first(name)
        previous = last if last is not None and last.term.key == "shared-head" else None


def _with_head(before: str, name: str, hit: Hit, words: Lexicon) -> str:
    """ "those affecting clotting" with the drugs that were named before it: "medications affecting clotting"."""
    heads = [other.match.group() for other in words.find(before) if other.term.key == "head"]
    if not heads:
        return name
    return f"{heads[-1]} {name if hit.term.key == 'clause' else name[hit.end :].lstrip()}"


def _bracketed(text: str, member: Member, rules: Rules) -> tuple[list[Aside], tuple[str, ...]]:
    """Brackets that give examples ("e.g., A and B", or a drug's name), and those that say the same in other words."""
    examples, aliases = [], []
    for aside in member.asides:
        hit = rules.lexicon["interactant-words"].first(aside.text)
        kind = hit.term.key if hit is not None else ""
        if hit is not None and kind == "example" and hit.start == 0:
            examples.append(Aside(aside.start + hit.end, aside.end, aside.text[hit.end :]))
        elif kind == "remark" or rules.lexicon["interaction-statements"].first(aside.text) is not None:
            continue
        elif "," in aside.text or _is_name(aside.text, rules):
            examples.append(aside)
        elif len(aside.text.split()) <= _ALIAS_WORDS:
            aliases.append(f"{aside.text}{text[aside.end + 1 : member.end]}")
    return examples, tuple(aliases)


def _is_name(words: str, rules: Rules) -> bool:
    known = rules.lexicon["interactants"].first(words)
    return known is not None and known.term.key == "name"


def _named(words: str, aliases: tuple[str, ...], sure: bool, end: int, rules: Rules) -> Interactant | None:
    text = _without_tail(words, rules)
    none = rules.lexicon["interaction-none"]
    if _LETTERS.search(text) is None or none.get(words) is not None or none.get(text) is not None:
        return None
    known = rules.lexicon["interactants"].first(text)
    if known is None and not (sure and _may_be_a_name(text, rules)):
        return None
    return Interactant(text, _CATEGORIES[known.term.data["category"]] if known else "drug-drug", aliases, end)


def _without_tail(words: str, rules: Rules) -> str:
    relative = _relative(words, rules)
    for tail in rules.lexicon["interaction-tails"].find(words, relative.end if relative else 0):
        if relative is None or tail.term.key == "clause":
            return words[: tail.start].rstrip(" ,;")
    return words


def _may_be_a_name(text: str, rules: Rules) -> bool:
    """Whether unknown words may name a drug: a few words, no clause and no condition."""
    clause = any(hit.term.key == "function" for hit in rules.lexicon["interactant-words"].find(text))
    return not clause and len(text.split()) <= _NAME_WORDS and rules.lexicon["conditions"].first(text) is None
