"""The risks and the groups that a sentence of precautions names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import takewhile
from typing import NamedTuple

from pipeline.extract.clauses import (
    cues_of,
    has_its_object,
    is_the_drug,
    names_the_drug,
    past_marks,
    start_of_clause,
    without_brackets,
)
from pipeline.extract.groups import is_about_groups_only
from pipeline.extract.members import Member, bracketed, members
from pipeline.extract.phrases import Aside
from pipeline.extract.populations import find_populations
from pipeline.model.document import Document, squeeze
from pipeline.rules import Rules
from pipeline.rules.lexicon import Hit

_LONGEST, _SHORTEST = 9, 3
_OPENING_WORDS = 25
_TRAILING = re.compile(r"(?:\s+(?:and|or|also|exists?))+$")
_FORBIDDING = frozenset({"after", "before"})
_ALLOWING = frozenset({"caution", "denied"})
_BIRTH = frozenset({"pregnancy", "lactation"})


class Words(NamedTuple):
    """A stretch of a block's plain text."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Topic:
    """What a warning is about: its words, other words for it, and the cue that led to it."""

    text: str
    aliases: tuple[str, ...]
    rule: str
    risk: bool
    start: int = 0


def topics_in(document: Document, words: Words, rules: Rules) -> tuple[Topic, ...]:
    """The topics of one sentence, each once.

    A cue that is its own topic counts only in a clause before the first that names another.
    """
    if is_hypothetical(words, rules) or is_forbidding(document, words, rules):
        return ()
    cues = cues_of(words.text, words.start, words.end, rules.lexicon["warning-cues"])
    leading = [cue for cue in cues if cue.term.data["reads"] != "itself"]
    of_birth = bool(cues) and _is_of_birth(words, rules)
    listed = (topic for topic in _listed_by(leading, words, of_birth, rules) if not is_the_drug(document, topic.text))
    named = {topic.text.casefold(): topic for topic in listed}
    if of_birth or is_elsewhere(words, rules):
        return tuple(named.values())
    first = min((topic.start for topic in named.values()), default=words.end)
    end = words.text.rfind(";", words.start, first) if named else words.end
    return (*_own(cues, end), *named.values())


def _own(cues: list[Hit], end: int) -> Iterator[Topic]:
    """The cues before `end` that are topics themselves, one of a kind."""
    known: set[str] = set()
    for cue in cues:
        key = cue.term.key
        if cue.term.data["reads"] == "itself" and cue.start < end and key not in known:
            known.add(key)
            yield Topic(squeeze(cue.match.group()), (), key, False, cue.start)


def is_elsewhere(words: Words, rules: Rules) -> bool:
    """Whether the words state an interaction, which interactions hold."""
    return any(hit.term.key == "elsewhere" for hit in rules.lexicon["warning-apart"].find(*words))


def is_hypothetical(words: Words, rules: Rules) -> bool:
    """Whether the words only suppose what a drug that nobody uses would have done."""
    return any(hit.term.key == "hypothetical" for hit in rules.lexicon["warning-apart"].find(*words))


def is_forbidding(document: Document, words: Words, rules: Rules) -> bool:
    """Whether a sentence says who must not use the drug, which contraindications hold, and nothing of care."""
    if any(hit.term.key == "allergy" for hit in rules.lexicon["warning-apart"].find(*words)):
        return True
    cues = [cue for cue in rules.lexicon["contraindication-cues"].find(*words) if not cue.term.data.get("listed")]
    if any(cue.term.key in _ALLOWING for cue in cues) or rules.lexicon["softeners"].first(*words):
        return False
    return any(
        (cue.term.data.get("side") in _FORBIDDING and has_its_object(document, cue, rules))
        or (cue.term.data.get("side") == "people" and names_the_drug(document, words.text, cue.end, rules))
        for cue in cues
    )


def is_careful(words: Words, rules: Rules) -> bool:
    """Whether a sentence advises to take care."""
    return any(hit.term.key == "caution" for hit in rules.lexicon["contraindication-cues"].find(*words))


def is_bare(words: Words, rules: Rules) -> bool:
    """Whether words have no verb, as the items of a list do."""
    return rules.lexicon["sentence-verbs"].first(*words) is None


def phrases_in(words: Words, rule: str, rules: Rules) -> Iterator[Topic]:
    """The members of a list that can be the topic of a warning; groups of people have statements of their own.

    Instances in brackets are other words for what they stand behind, and topics where that is too vague to be one.
    """
    groups = [] if rule == "risk" else list(rules.lexicon["population-groups"].find(*words))
    for member in _members(words, rules):
        if rule != "risk" and _is_of_group(words.text, member, groups, rules):
            continue
        instances = [item for item in _instances(words.text, member, rules) if _is_topic(item, rules)]
        if _is_topic(member, rules):
            synonyms = (squeeze(aside.text) for aside in member.asides if _is_synonym(aside.text, rules))
            yield _topic(member, (*synonyms, *(item.text for item in instances)), rule)
        elif rule != "risk":
            apart = (item for item in instances if not _is_of_group(words.text, item, groups, rules))
            yield from (_topic(item, (), rule) for item in apart)


def _is_of_group(text: str, member: Member, groups: list[Hit], rules: Rules) -> bool:
    """Whether a member names a group of people by its own words, or with those that it shares with the next."""
    written = zip(text[member.start : member.end], member.text, strict=False)
    own = member.start + sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], written))
    if any(hit.start < own and member.start < hit.end for hit in groups):
        return True
    return bool(groups) and rules.lexicon["population-groups"].first(member.text) is not None


def _topic(member: Member, aliases: tuple[str, ...], rule: str) -> Topic:
    return Topic(_TRAILING.sub("", squeeze(member.text)), aliases, rule, rule == "risk", member.start)


def _members(words: Words, rules: Rules) -> Iterator[Member]:
    """The members of a list without the drugs that patients take."""
    drugs = False
    for member in members(*words, rules, rules.lexicon["warning-leads"]):
        drugs = "drug" in member.leads or (drugs and not member.leads and _is_drug(member, rules))
        if not drugs:
            yield member


def _instances(text: str, member: Member, rules: Rules) -> Iterator[Member]:
    """What the brackets of a member name as its instances: "eye conditions (like glaucoma)"."""
    if any(map(partial(_has_instances, rules), member.asides)):
        yield from bracketed(text, member, rules, rules.lexicon["warning-leads"])


def _is_drug(member: Member, rules: Rules) -> bool:
    hit = rules.lexicon["interactants"].first(member.text)
    return hit is not None and hit.term.data.get("category") == "drug-drug"


def _has_instances(rules: Rules, aside: Aside) -> bool:
    """Whether brackets name instances, and not a part of those who are meant ("especially smokers")."""
    hit = rules.lexicon["phrase-edges"].first(aside.text)
    return hit is None or hit.start > 0 or hit.term.key != "clause"


def _listed_by(cues: list[Hit], words: Words, of_birth: bool, rules: Rules) -> Iterator[Topic]:
    text, start, end = words
    for index, cue in enumerate(cues):
        reads, about = cue.term.data["reads"], str(cue.term.data["about"])
        reach = Words(text, start, _emphasis(text, cue.end, end, rules) if about == "risk" else cue.start)
        if (about == "risk" and of_birth) or is_elsewhere(reach, rules):
            continue
        if reads == "after":
            following = cues[index + 1].start if index + 1 < len(cues) else end
            yield from phrases_in(Words(text, cue.end, _stop(text, cue.end, following, rules)), about, rules)
            continue
        begin = max(start_of_clause(text, start, cue.start, rules), cues[index - 1].end if index else start)
        if about == "risk" or _opens_with_people(text[begin : cue.start], rules):
            yield from phrases_in(Words(text, begin, cue.start), about, rules)


def _emphasis(text: str, start: int, end: int, rules: Rules) -> int:
    """Where a sentence turns to those whom a risk concerns above all: "particularly with other drugs"."""
    hits = rules.lexicon["warning-stops"].find(text, start, end)
    return next((hit.start for hit in hits if hit.term.key == "emphasis"), end)


def _is_of_birth(words: Words, rules: Rules) -> bool:
    if not any(stem.term.key == "birth" for stem in rules.lexicon["population-stems"].find(*words)):
        return False
    return any(item.population.code in _BIRTH for item in find_populations(words.text, rules, words.start, words.end))


def _stop(text: str, start: int, end: int, rules: Rules) -> int:
    """Where the list that a cue opened ends; words right behind the cue open it and end nothing."""
    open_text = without_brackets(text, start, end)
    begin = past_marks(open_text, start, end)
    lead = rules.lexicon["warning-leads"].at(open_text, begin, end)
    hit = rules.lexicon["warning-stops"].first(open_text, lead.end if lead else begin, end)
    return hit.start if hit else end


def _opens_with_people(subject: str, rules: Rules) -> bool:
    """Whether the subject before a cue is a group of people, and not the drug."""
    leads = [hit for hit in rules.lexicon["warning-leads"].find(subject) if hit.term.key == "people"]
    opening = rules.lexicon["population-groups"].first(subject) if leads else None
    people = any(hit.start <= _OPENING_WORDS for hit in leads) or (opening is not None and opening.start == 0)
    return people or is_about_groups_only(subject.strip(" ,"), rules)


def _is_synonym(aside: str, rules: Rules) -> bool:
    """Whether an aside says the same in other words; "including ..." and "requires ..." do not."""
    return len(aside.split()) <= _LONGEST and rules.lexicon["phrase-edges"].at(aside) is None


def _is_topic(member: Member, rules: Rules) -> bool:
    if len(member.text.split()) > _LONGEST or len(member.text) < _SHORTEST:
        return False
    return rules.lexicon["warning-vague"].get(member.text) is None
