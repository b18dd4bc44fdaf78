"""Whom the sentences of a block speak of: labels set it, a sentence may name others, and one may name several."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from pipeline.extract.dosage.implied import organ_spoken_of
from pipeline.extract.dosage.lexer import lexer_for
from pipeline.extract.dosage.mentions import SentencePeople, mentioned, people_of
from pipeline.extract.dosage.reader import read_sentences, states_quantity
from pipeline.extract.populations import ORGANS, FoundPopulation, age_band, narrowed
from pipeline.model.document import Block, Span
from pipeline.model.dosage import DosageInstruction
from pipeline.model.fact import Population, PopulationCode
from pipeline.rules import Rules

_BRACKET = re.compile(r"\s*\(([^()]+)\)")
_FIGURE = re.compile(r"\d")
_BEFORE = 20  # characters in which "several months" stand
_OPENING = 4
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

    def add(self, start: int, end: int, said: SentencePeople, leading: bool) -> None:
        if not said.are_within(self.people):
            self.people = said.people or self.people
        self.sentences.append((start, end))
        if said.several:
            self.mentions, self.leading = said.several, leading


def groups(block: Block, set_by_labels: tuple[Population, ...], rules: Rules) -> Iterator[Group]:
    """Runs of sentences about the same people; one that names several is a run of its own."""
    group: Group | None = None
    general = dosed = False
    organ = organ_spoken_of(set_by_labels, None)
    told: set[PopulationCode] = {person.code for person in set_by_labels if is_band(person) and person.code != "other"}
    for start, end in _pieces(block, rules):
        said = people_of(block.plain, start, end, organ, rules).beyond(told)
        organ = organ_spoken_of([mention.population for mention in said.mentions], organ)
        goes_on = _goes_on(block.plain, start, end, rules) or _raises(block.plain, group, start, end, rules)
        if group is not None and said.people and not group.people and _says_whom(block.plain, start, end, rules):
            group.people = said.people
        if group is not None and (_ends(group, said, goes_on) or _is_of_all(block.plain, start, end, rules)):
            general, dosed = general or _is_general(group, block), dosed or _gives_doses(group, block, rules)
            yield group
            group = None
        if group is None:
            is_exception = dosed if any(person.code == "adult" for person in said.people) else general
            group = Group(said.people, passing=bool(said.people) and (said.denied or is_exception))
        group.add(start, end, said, _is_leading(block.plain, start, end, said.several, rules))
    if group is not None:
        yield group


def _ends(group: Group, said: SentencePeople, goes_on: bool) -> bool:
    """Whether a sentence is not about the people of the group before it."""
    passing = group.passing and not goes_on
    other = bool(said.people) and said.people != group.people and not said.are_within(group.people)
    return bool(said.apart or group.mentions or passing or other)


def _is_of_all(text: str, start: int, end: int, rules: Rules) -> bool:
    """ "In both age groups, ..." goes back to all whom the labels name."""
    return "everyone" in lexer_for(rules.lexicon).tokens(text, start, end).senses


def _goes_on(text: str, start: int, end: int, rules: Rules) -> bool:
    """ "This infusion is given once a month": of what the sentence before spoke, and of its people."""
    return "pronoun" in lexer_for(rules.lexicon).tokens(text, start, end)[0].senses


def _raises(text: str, group: Group | None, start: int, end: int, rules: Rules) -> bool:
    """ "The dose may be increased to 5 mg": of the starting dose that the sentence before gave to some."""
    if group is None or not group.sentences:
        return False
    lexer = lexer_for(rules.lexicon)
    before, tokens = lexer.tokens(text, *group.sentences[-1]), lexer.tokens(text, start, end)
    raised = any(tokens.has(at, "titration") for at in range(_OPENING + 2))
    return raised and any(tokens.has(at, "dose") for at in range(_OPENING)) and "initial" in before.senses


def _says_whom(text: str, start: int, end: int, rules: Rules) -> bool:
    """ "This applies to adults and adolescents": whom the doses before it are for, with none of its own."""
    tokens = lexer_for(rules.lexicon).tokens(text, start, end)
    said = "pronoun" in tokens[0].senses and any(tokens.has(at, "applies") for at in range(1, _OPENING))
    return said and not read_sentences(text, [(start, end)], rules.lexicon)


def _is_general(group: Group, block: Block) -> bool:
    return not group.people and any(block.plain[start:end].strip() for start, end in group.sentences)


def _gives_doses(group: Group, block: Block, rules: Rules) -> bool:
    """Whether sentences about all give a dose: adults named behind them are then an exception, and else the rule."""
    return not group.people and any(
        states_quantity(block.plain[start:end], rules.lexicon) for start, end in group.sentences
    )


def is_band(people: Population) -> bool:
    """Whether its words set bounds, so that two of one code are different people."""
    return people.has_age or people.has_weight or people.code in ORGANS


def identity(people: Population) -> tuple[str, ...]:
    """What tells people apart: of a band, or of people of no common group, their words too."""
    worded = people.code == "other" or is_band(people)
    return (people.code, people.text.casefold()) if worded else (people.code,)


def bracketed(
    text: str, span: Span, people: Sequence[Population], of_labels: Sequence[Population], rules: Rules
) -> tuple[Population, ...]:
    """The people of a dose with nothing but their age in brackets behind it: "5 mg/day (2-5 years)".

    They are a part of those that the labels name, whatever ages the sentence has for its other doses.
    """
    inside = (found for found in _BRACKET.finditer(text, span.start, span.end + 1) if found.end() >= span.end)
    found = _BRACKET.match(text, span.end) or next(inside, None)
    band = age_band(found[1], rules) if found is not None else None
    if band is None or found is None or band.text != found[1].strip() or _tells_length(text, found.start(), rules):
        return tuple(people)
    return narrowed((replace(band, code="other"),), of_labels or people)


def _tells_length(text: str, end: int, rules: Rules) -> bool:
    """Whether a bracket that begins at `end` says how long "several months" are."""
    tokens = lexer_for(rules.lexicon).tokens(text, max(0, end - _BEFORE), end)
    last = tokens.size - 1
    return tokens.has(last, "time") and tokens.has(last - 1, "vague")


def _pieces(block: Block, rules: Rules) -> Iterator[tuple[int, int]]:
    """The sentences; one whose parts between semicolons each name people, or all but the first do and give their own
    figures, is read part by part."""
    for number, sentence in enumerate(block.sentences):
        start = _start(block, rules) if number == 0 else sentence.start
        cuts = [start + at + 1 for at, mark in enumerate(block.plain[start : sentence.end]) if mark == ";"]
        parts = list(zip([start, *cuts], [*cuts, sentence.end], strict=True))
        people = [mentioned(block.plain, *part, rules) for part in parts] if cuts else []
        named = bool(cuts) and all(people[1:])
        apart = named and (people[0] or all(_FIGURE.search(block.plain, *part) for part in parts))
        yield from parts if apart else [(start, sentence.end)]


def _start(block: Block, rules: Rules) -> int:
    """A label that is itself part of the instruction ("Initial dose:", "Maximum daily dose:") is read with it."""
    label = block.label
    if label is None:
        return block.sentences[0].start
    words = lexer_for(rules.lexicon).tokens(block.plain, label.start, label.end)
    return label.start if any(not _STEERS.isdisjoint(token.senses) for token in words) else block.sentences[0].start


def _is_leading(text: str, start: int, end: int, mentions: tuple[FoundPopulation, ...], rules: Rules) -> bool:
    """Whether people are named before the first figure that is not about them."""
    if not mentions:
        return True
    for token in lexer_for(rules.lexicon).tokens(text, start, end):
        about_people = any(mention.start <= token.start < mention.end for mention in mentions)
        if token.value is not None and not about_people:
            return mentions[0].start < token.start
    return True
