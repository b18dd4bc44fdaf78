"""The risks and the groups that a sentence of precautions names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.extract.clauses import cues_of, end_of_clause, start_of_clause
from pipeline.extract.groups import is_about_groups_only
from pipeline.extract.members import Member, members
from pipeline.extract.populations import find_populations
from pipeline.model.document import squeeze
from pipeline.rules import Rules
from pipeline.rules.lexicon import Hit

_LONGEST = 9
_FORBIDDING = frozenset({"after", "before", "people"})
_BIRTH = frozenset({"pregnancy", "lactation"})


@dataclass(frozen=True, slots=True)
class Topic:
    """What a warning is about: its words, other words for it, and the cue that led to it."""

    text: str
    aliases: tuple[str, ...]
    rule: str
    risk: bool


def topics_in(text: str, start: int, end: int, rules: Rules) -> tuple[Topic, ...]:
    """The topics of one sentence, each once; a cue that is its own topic counts only where no other names one."""
    if is_for_others(text, start, end, rules):
        return ()
    cues = cues_of(text, start, end, rules.lexicon["warning-cues"])
    named = {topic.text.casefold(): topic for topic in _listed_by(cues, text, start, end, rules)}
    if named:
        return tuple(named.values())
    own = (cue for cue in cues if cue.term.data["reads"] == "itself")
    return tuple(Topic(squeeze(cue.match.group()), (), cue.term.key, False) for cue in own)[:1]


def is_for_others(text: str, start: int, end: int, rules: Rules) -> bool:
    """Whether the sentence states an interaction, or forbids: interactions and contraindications hold that."""
    if any(hit.term.key == "elsewhere" for hit in rules.lexicon["warning-stops"].find(text, start, end)):
        return True
    return is_forbidding(text, start, end, rules)


def is_forbidding(text: str, start: int, end: int, rules: Rules) -> bool:
    """Whether the sentence says for whom the drug is contraindicated, and nothing of care."""
    cues = list(rules.lexicon["contraindication-cues"].find(text, start, end))
    if any(cue.term.key in ("caution", "denied") for cue in cues):
        return False
    return any(cue.term.data.get("side") in _FORBIDDING and not cue.term.data.get("listed") for cue in cues)


def phrases_in(text: str, start: int, end: int, rule: str, rules: Rules) -> Iterator[Topic]:
    """The members of `text[start:end]` that can be the topic of a warning."""
    for member in members(text, start, end, rules, rules.lexicon["warning-leads"]):
        if _is_topic(member, rules):
            aliases = tuple(squeeze(aside.text) for aside in member.asides if len(aside.text.split()) <= _LONGEST)
            yield Topic(squeeze(member.text), aliases, rule, rule != "group")


def _listed_by(cues: list[Hit], text: str, start: int, end: int, rules: Rules) -> Iterator[Topic]:
    of_birth = any(item.population.code in _BIRTH for item in find_populations(text, rules, start, end))
    for index, cue in enumerate(cues):
        reads, about = cue.term.data["reads"], cue.term.data.get("about")
        if about == "risk" and of_birth:
            continue
        if reads == "after":
            following = cues[index + 1].start if index + 1 < len(cues) else end
            yield from phrases_in(text, cue.end, _stop(text, cue.end, following, rules), str(about), rules)
        elif reads == "before":
            begin = max(start_of_clause(text, start, cue.start), cues[index - 1].end if index else start)
            if about == "risk" or _opens_with_people(text, begin, cue.start, rules):
                yield from phrases_in(text, begin, cue.start, str(about), rules)


def _stop(text: str, start: int, end: int, rules: Rules) -> int:
    """Where the list that a cue opened ends; words right behind the cue open it and end nothing."""
    stop = end_of_clause(text, start, end, rules)
    lead = rules.lexicon["warning-leads"].pattern.match(text, min(start + 1, stop), stop)
    begin = lead.end() if lead else start
    hit = rules.lexicon["warning-stops"].first(text, begin, stop)
    return hit.start if hit else stop


def _opens_with_people(text: str, start: int, end: int, rules: Rules) -> bool:
    """Whether the subject before a cue is a group of people, and not the drug."""
    subject = text[start:end].strip(" ,")
    hit = rules.lexicon["warning-leads"].first(subject)
    return (hit is not None and hit.term.key == "people" and hit.start <= 25) or is_about_groups_only(subject, rules)


def _is_topic(member: Member, rules: Rules) -> bool:
    if "drug" in member.leads or len(member.text.split()) > _LONGEST or len(member.text) < 3:
        return False
    if rules.lexicon["warning-vague"].get(member.text) or rules.lexicon["vague"].get(member.text):
        return False
    return not is_about_groups_only(member.text, rules)
