"""From the members of an enumeration to the diseases, symptoms and purposes that they name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from pipeline.extract.clauses import Clause
from pipeline.extract.members import Member, bracketed, fold, members
from pipeline.extract.phrases import Aside
from pipeline.extract.populations import ORGANS
from pipeline.rules import Rules

_KIND = re.compile(r"\s*,\s*(?:and |or )?(?:the )?|\s+or\s+|\s+and the\s+")
_SENTENCE = ("indication-explanations", "indication-cues", "sentence-verbs")
_APPOSITION = re.compile(r"[^\s,:], (?:an?|the most) \Z")
_PREPOSITION = re.compile(r"\s+(?:at|with|who|in|on|of|for)\b", re.IGNORECASE)
_MOST_WORDS, _MOST_WORDS_OF_A_NAME = 16, 3


@dataclass(frozen=True, slots=True)
class Named:
    """An indication: its words, the offsets that cover them and their brackets, and what stands in the brackets."""

    start: int
    end: int
    text: str
    asides: tuple[str, ...] = ()


def is_clinical(words: str, rules: Rules) -> bool:
    """Whether the words name a disease, a symptom or a clinical purpose."""
    return rules.lexicon["conditions"].first(words) is not None or _is_purpose(words, rules)


def only_lists(words: str, rules: Rules, label: str = "") -> bool:
    """Whether the words only list diseases: two or more, or one of the group that the label names."""
    if any(rules.lexicon[name].first(words) for name in _SENTENCE):
        return False
    found = members(words, 0, len(words), rules, rules.lexicon["indication-leads"])
    if not found or not (len(found) > 1 or _is_group(label, rules)):
        return False
    if not all(is_clinical(member.text, rules) for member in found):
        return False
    names = [name for member in found if (name := _name(member.text, rules)) is not None]
    return any(set(fold(label).split()).isdisjoint(fold(name).split()) for name in names)


def named(text: str, clause: Clause, rules: Rules) -> Iterator[Named]:
    """The diseases, symptoms and purposes of a clause, in order; instances in brackets after what they belong to."""
    cue = rules.lexicon["indication-cues"].terms.get(clause.rule)
    stretch = text[clause.start : clause.end]
    only_diseases = cue is not None and cue.data.get("known")
    if not (rules.lexicon["conditions"].first(stretch) if only_diseases else is_clinical(stretch, rules)):
        return
    found = members(text, clause.start, clause.end, rules, rules.lexicon["indication-leads"])
    listed: list[Member] = []
    for member in found:
        if only_diseases and rules.lexicon["conditions"].first(member.text) is None:
            yield from _in_brackets(member, rules)
        elif not _explains(text, member):
            instances = list(_instances(text, member, rules))
            listed += instances
            yield from _read(member, rules, () if instances else member.asides)
    for member in listed:
        yield from _read(member, rules, member.asides)


def _read(member: Member, rules: Rules, asides: tuple[Aside, ...]) -> Iterator[Named]:
    for words in _kinds(member.text, rules):
        name = _name(words, rules)
        if name is not None:
            yield Named(*member.reach, name, tuple(aside.text for aside in asides))


def _in_brackets(member: Member, rules: Rules) -> Iterator[Named]:
    """The disease that the brackets of its germ name: "Giardia lamblia (giardiasis)"."""
    for aside in member.asides:
        if (
            len(aside.text.split()) <= _MOST_WORDS_OF_A_NAME
            and rules.lexicon["conditions"].first(aside.text) is not None
        ):
            name = _name(aside.text, rules)
            if name is not None:
                yield Named(*member.reach, name)


def _explains(text: str, member: Member) -> bool:
    """Whether the member says what the one before it is: "shingles, a painful rash"."""
    return _APPOSITION.search(text, 0, member.start) is not None


def _is_group(words: str, rules: Rules) -> bool:
    """Whether the words name many diseases, not one: "skin infections"."""
    return rules.lexicon["indication-groups"].first(words) is not None


def _before_kinds(words: str, rules: Rules) -> int | None:
    """Where the sites or causes begin that are each an indication; None where there are none."""
    hits = rules.lexicon["indication-groups"].find(words)
    return next((hit.end for hit in hits if hit.term.key == "kinds-follow"), None)


def _kinds(words: str, rules: Rules) -> Iterable[str]:
    """One phrase a kind: "poisoning by A or B", "infections of the skin, the ears and the eyes"."""
    cut = _before_kinds(words, rules)
    return (words,) if cut is None else (words[:cut] + kind for kind in _KIND.split(words[cut:]) if kind)


def _instances(text: str, member: Member, rules: Rules) -> Iterator[Member]:
    """What the brackets of a member list: after "including" or the like, or the diseases of a group."""
    leads = rules.lexicon["indication-leads"]
    of_sites = _before_kinds(member.text, rules) is not None
    for aside in member.asides:
        found = members(text, aside.start, aside.end, rules, leads)
        many = _is_group(member.text, rules) and (len(found) > 1 or (of_sites and not aside.text.isupper()))
        if many and all(is_clinical(item.text, rules) for item in found):
            yield from found
        else:
            yield from bracketed(text, replace(member, asides=(aside,)), rules, leads)


def _name(words: str, rules: Rules) -> str | None:
    """The disease, symptom or purpose without what follows it; None where the words name none."""
    tail = rules.lexicon["indication-tails"].first(words)
    if tail is not None and tail.term.key == "none":
        return None
    text = words[: tail.start].rstrip(" ,;") if tail else words
    if tail is not None and tail.term.key == "care" and rules.lexicon["conditions"].first(text) is None:
        text = words
    if len(text.split()) > _MOST_WORDS or rules.lexicon["vague"].get(text) is not None or not is_clinical(text, rules):
        return None
    rest = _after_people(text, rules)
    return text if rest is None or (is_clinical(rest, rules) and not _PREPOSITION.match(rest)) else None


def _after_people(text: str, rules: Rules) -> str | None:
    """What follows the people that a phrase opens with; None where it opens with none, or with a diseased organ."""
    people = rules.lexicon["populations"].at(text)
    return None if people is None or people.term.data["code"] in ORGANS else text[people.end :]


def _is_purpose(words: str, rules: Rules) -> bool:
    return rules.lexicon["indication-purposes"].first(words) is not None
