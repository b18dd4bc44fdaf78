"""Tells a sentence that states no fact of any kind that is mapped from one that we failed to read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from pipeline.rules import Rules
from pipeline.rules.alternation import any_of
from pipeline.rules.lexicon import Lexicon, Term

_LEXICONS = ("filler", "narrative", "dosing-filler")
_CONDITION = "condition"


def narrative_rule(sentence: str, section: str, rules: Rules) -> str | None:
    """The first rule by which a sentence is kept as narrative, "<lexicon>/<term>"; None where no rule says so.

    A rule may hold in some `sections` only, and gives way where the sentence holds a cue of a fact that it names under
    `unless`. To be asked only of sentences that back no fact.
    """
    said = without_openings(sentence, rules.lexicon["narrative-openings"])
    cues = None
    for name, term in _rules(section, rules):
        if _pattern(term.patterns).search(said):
            cues = _cues(said, rules) if cues is None else cues
            if cues.isdisjoint(term.data.get("unless", ())):
                return f"{name}/{term.key}"
    return None


def without_openings(sentence: str, openings: Lexicon) -> str:
    """The sentence without what may open any other (mappings/lexicon/narrative-openings.yaml): "However, note that"."""
    start = 0
    while (opening := openings.pattern.match(sentence, start)) is not None and opening.end() < len(sentence):
        start = opening.end()
    return sentence[start:]


def _rules(section: str, rules: Rules) -> Iterator[tuple[str, Term]]:
    for name in _LEXICONS:
        for term in rules.lexicon[name].terms.values():
            if section in term.data.get("sections", (section,)):
                yield name, term


def _cues(sentence: str, rules: Rules) -> frozenset[str]:
    """The signs of facts in the sentence: terms of mappings/lexicon/fact-cues.yaml, and `condition` for a disease."""
    cues = frozenset(cue.term.key for cue in rules.lexicon["fact-cues"].find(sentence))
    return cues if rules.lexicon["conditions"].first(sentence) is None else cues | {_CONDITION}


@cache
def _pattern(sources: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(any_of(sources), re.IGNORECASE)
