"""Tells a sentence that states no fact of any kind that is mapped from one that we failed to read."""

from __future__ import annotations

from pipeline.rules import Rules
from pipeline.rules.lexicon import Lexicon

_LEXICONS = ("filler", "narrative", "dosing-filler")
_CONDITION = "condition"


def narrative_rule(sentence: str, section: str, rules: Rules) -> str | None:
    """The first rule by which a sentence is kept as narrative, "<lexicon>/<term>"; None where no rule says so.

    A rule may hold in some `sections` only, and gives way where the sentence holds a cue of a fact that it names under
    `unless`. To be asked only of sentences that back no fact.
    """
    said = without_openings(sentence, rules.lexicon["narrative-openings"])
    cues = None
    for name in _LEXICONS:
        for term in rules.lexicon[name].occurring(said):
            if section not in term.data.get("sections", (section,)):
                continue
            cues = _cues(said, rules) if cues is None else cues
            if cues.isdisjoint(term.data.get("unless", ())):
                return f"{name}/{term.key}"
    return None


def without_openings(sentence: str, openings: Lexicon) -> str:
    """The sentence without what may open any other (mappings/lexicon/narrative-openings.yaml): "However, note that"."""
    start = 0
    while (opening := openings.at(sentence, start)) is not None and opening.end < len(sentence):
        start = opening.end
    return sentence[start:]


def _cues(sentence: str, rules: Rules) -> frozenset[str]:
    """The signs of facts in the sentence: terms of mappings/lexicon/fact-cues.yaml, and `condition` for a disease."""
    cues = frozenset(cue.term.key for cue in rules.lexicon["fact-cues"].find(sentence))
    return cues if rules.lexicon["conditions"].first(sentence) is None else cues | {_CONDITION}
