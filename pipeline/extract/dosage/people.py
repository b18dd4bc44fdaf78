"""Whom the sentences of a block speak of: labels set it, a sentence may name others, and one may name several."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from pipeline.extract.dosage.implied import circumstance, organ_spoken_of, with_organs
from pipeline.extract.dosage.labels import is_mere_function, organ_bands
from pipeline.extract.dosage.lexer import lexer_for
from pipeline.extract.dosage.reader import states_quantity
from pipeline.extract.populations import ORGANS, FoundPopulation, age_band, find_populations, narrowed
from pipeline.model.document import Block, Span
from pipeline.model.dosage import DosageInstruction
from pipeline.model.fact import Population, PopulationCode
from pipeline.rules import Rules

_NEXT = 5
_MERE_IMPAIRMENT = 2
_BRACKET = re.compile(r"\s*\(([^()]+)\)")
_JOINT = re.compile(r"\s*(?:,|(?:\([^)\d]*\)\s*)?,?\s*(?:and|or|&)\s)\s*(?:in\s+|for\s+)?", re.IGNORECASE)
_APPOSED = re.compile(r"\s*\((?:including )?", re.IGNORECASE)
_FIGURE = re.compile(r"\d")
_DENYING = frozenset({"established", "unused"})
_STEERS = frozenset({"initial", "maintenance", "loading", "maximum", "duration", "single"})


@dataclass(slots=True)
class Group:
    """Sentences that are read together: their offsets, whom they are about, and every mention of people in them.

    `people` are empty where only the labels above say whom; `leading` tells whether a mention stands before its dose,
    `passing` whether the group is an exception in a text about all, which the next sentence goes back to.
    """

    people: tuple[Population, ...]
    sentences: list[tuple[int, int]] = field(default_factory=list)
    mentions: tuple[FoundPopulation, ...] = ()
    leading: bool = True
    passing: bool = False

    def about(self, instruction: DosageInstruction) -> tuple[Population, ...]:
        """The people of one of several instructions: the last named before its end, or the first behind its start."""
        span = instruction.span
        if self.leading:
            near = [mention for mention in self.mentions if mention.start < span.end][-1:]
        else:
            near = [mention for mention in self.mentions if mention.start >= span.start][:1]
        return tuple(mention.population for mention in near) or self.people


def groups(block: Block, set_by_labels: tuple[Population, ...], rules: Rules) -> Iterator[Group]:
    """Runs of sentences about the same people; one that names several is a run of its own."""
    group: Group | None = None
    general = dosed = False
    organ = organ_spoken_of([FoundPopulation(0, 0, person) for person in set_by_labels], None)
    told: set[PopulationCode] = {person.code for person in set_by_labels if is_band(person) and person.code != "other"}
    for start, end in _pieces(block, rules):
        mentions = with_organs(block.plain, (start, end), _mentions(block.plain, start, end, rules), organ, rules)
        organ = organ_spoken_of(mentions, organ)
        bands = _bands(block.plain, start, end, rules)
        people = tuple(band.population for band in bands[:1]) or _first(block.plain, mentions)
        of_sentence = bool(people) and not bands
        if not people and (told_by := circumstance(block.plain, start, end, rules)) is not None:
            people, of_sentence = (told_by.population,), False
        people = () if _is_told(people, told) else people
        several = _differ(bands, 1)
        apart = bool(people) and (several or _differ(mentions, len(people)))
        passing = group is not None and group.passing and not _goes_on(block.plain, start, end, rules)
        if group is not None and (apart or group.mentions or passing or (people and people != group.people)):
            general, dosed = general or _is_general(group, block), dosed or _gives_doses(group, block, rules)
            yield group
            group = None
        if group is None:
            main = any(person.code == "adult" for person in people)
            aside = of_sentence and _denies(block.plain, start, end, rules)
            group = Group(people, passing=bool(people) and (aside or (dosed if main else general)))
        group.people = people or group.people
        group.sentences.append((start, end))
        if apart and (several or people[0].code not in ORGANS or _are_degrees(mentions)):
            group.mentions = bands if several else mentions
            group.leading = _is_leading(block.plain, start, end, group.mentions, rules)
    if group is not None:
        yield group


def _goes_on(text: str, start: int, end: int, rules: Rules) -> bool:
    """ "This infusion is given once a month": of what the sentence before spoke, and of its people."""
    return "pronoun" in lexer_for(rules.lexicon).tokens(text, start, end)[0].senses


def _denies(text: str, start: int, end: int, rules: Rules) -> bool:
    """Whether a sentence has no dose for those whom it names: "None is known in severe impairment. ..."."""
    hits = rules.lexicon["population-statement-cues"].find(text, start, end)
    denied = any(hit.term.key in _DENYING for hit in hits)
    return denied and not states_quantity(text[start:end], rules.lexicon)


def _is_general(group: Group, block: Block) -> bool:
    return not group.people and any(block.plain[start:end].strip() for start, end in group.sentences)


def _gives_doses(group: Group, block: Block, rules: Rules) -> bool:
    """Whether sentences about all give a dose: adults named behind them are then an exception, and else the rule."""
    return not group.people and any(
        states_quantity(block.plain[start:end], rules.lexicon) for start, end in group.sentences
    )


def _are_degrees(mentions: Iterable[FoundPopulation]) -> bool:
    """Whether all are degrees of impairment, each with a dose of its own."""
    return all(mention.population.code in ORGANS and _is_closer(mention.population) for mention in mentions)


def _differ(mentions: Iterable[FoundPopulation], number: int) -> bool:
    """Whether more people than so many are named, each by words of its own."""
    return len({mention.population.text.casefold() for mention in mentions}) > number


def is_band(people: Population) -> bool:
    """Whether its words set bounds, so that two of one code are different people."""
    return people.has_age or people.has_weight or people.code in ORGANS


def identity(people: Population) -> tuple[str, ...]:
    """What tells people apart: of a band, or of people of no common group, their words too."""
    worded = people.code == "other" or is_band(people)
    return (people.code, people.text.casefold()) if worded else (people.code,)


def bracketed(text: str, span: Span, people: Sequence[Population], rules: Rules) -> tuple[Population, ...]:
    """The people of a dose with nothing but their age in brackets behind it: "5 mg/day (2-5 years)"."""
    inside = (found for found in _BRACKET.finditer(text, span.start, span.end + 1) if found.end() >= span.end)
    found = _BRACKET.match(text, span.end) or next(inside, None)
    band = age_band(found[1], rules) if found is not None else None
    if band is None or found is None or band.text != found[1].strip():
        return tuple(people)
    return narrowed((replace(band, code="other"),), people)


def _is_told(people: tuple[Population, ...], told: set[PopulationCode]) -> bool:
    """Whether the labels have said so, or more: adults within a band of kidney function are still in the band."""
    if any(_is_closer(person) for person in people):
        return False
    codes = {person.code for person in people}
    return codes <= told or (codes == {"adult"} and bool(told & ORGANS))


def _is_closer(people: Population) -> bool:
    """Whether its words set bounds of their own, or the degree of an impairment."""
    degree = people.code in ORGANS and len(people.text.split()) > _MERE_IMPAIRMENT
    return people.has_age or people.has_weight or degree


def _pieces(block: Block, rules: Rules) -> Iterator[tuple[int, int]]:
    """The sentences; one whose parts between semicolons each name people, or all but the first do and give their own
    figures, is read part by part."""
    for number, sentence in enumerate(block.sentences):
        start = _start(block, rules) if number == 0 else sentence.start
        cuts = [start + at + 1 for at, mark in enumerate(block.plain[start : sentence.end]) if mark == ";"]
        parts = list(zip([start, *cuts], [*cuts, sentence.end], strict=True))
        people = [_mentions(block.plain, *part, rules) for part in parts]
        named = len(parts) > 1 and all(people[1:])
        apart = named and (people[0] or all(_FIGURE.search(block.plain, *part) for part in parts))
        yield from parts if apart else [(start, sentence.end)]


def _start(block: Block, rules: Rules) -> int:
    """A label that is itself part of the instruction ("Initial dose:", "Maximum daily dose:") is read with it."""
    label = block.label
    if label is None:
        return block.sentences[0].start
    words = lexer_for(rules.lexicon).tokens(block.plain, label.start, label.end)
    return label.start if any(not _STEERS.isdisjoint(token.senses) for token in words) else block.sentences[0].start


def _bands(text: str, start: int, end: int, rules: Rules) -> tuple[FoundPopulation, ...]:
    """The bands of organ function, each with those that only join it ("CrCl below 30, or dialysis") left out."""
    bands: list[FoundPopulation] = []
    for band in organ_bands(text, rules, start, end):
        if not bands or _is_said_between(text, bands[-1].end, band.start, rules):
            bands.append(band)
    return tuple(bands)


def _is_said_between(text: str, start: int, end: int, rules: Rules) -> bool:
    tokens = lexer_for(rules.lexicon).tokens(text, start, end)
    return any(token.value is not None or "denial" in token.senses for token in tokens)


def _mentions(text: str, start: int, end: int, rules: Rules) -> tuple[FoundPopulation, ...]:
    """The people that the words name, but for those who are named for comparison only."""
    found = tuple(item for item in find_populations(text, rules, start, end) if not is_mere_function(item.population))
    if not found:
        return ()
    hits = list(rules.lexicon["likenesses"].find(text, start, end))
    behind = [hit.end for hit in hits if hit.term.key == "likeness"]
    before = [hit.start for hit in hits if hit.term.key == "measure"]
    likened = (any(0 <= item.start - at <= _NEXT for at in behind) or item.end + 1 in before for item in found)
    kept = [item for item, is_likened in zip(found, likened, strict=True) if not is_likened]
    return tuple(
        item for at, item in enumerate(kept) if not (at and _APPOSED.fullmatch(text, kept[at - 1].end, item.start))
    )


def _first(text: str, mentions: tuple[FoundPopulation, ...]) -> tuple[Population, ...]:
    """The first people named, with those whom an "and" joins to them."""
    joined = list(mentions[:1])
    for mention in mentions[1:]:
        if not _JOINT.fullmatch(text, joined[-1].end, mention.start):
            break
        joined.append(mention)
    return tuple(mention.population for mention in joined)


def _is_leading(text: str, start: int, end: int, mentions: tuple[FoundPopulation, ...], rules: Rules) -> bool:
    """Whether people are named before the first figure that is not about them."""
    for token in lexer_for(rules.lexicon).tokens(text, start, end):
        about_people = any(mention.start <= token.start < mention.end for mention in mentions)
        if token.value is not None and not about_people:
            return mentions[0].start < token.start
    return True
