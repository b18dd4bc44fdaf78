"""Tells a sentence that states no fact of any kind that is mapped from one that we failed to read."""

from __future__ import annotations

from pipeline.rules import Rules

_LEXICONS = ("filler", "narrative")
_OF_SECTION = {"dosage": ("dosing-filler",)}


def narrative_rule(sentence: str, section: str, rules: Rules) -> str | None:
    """The rule by which a sentence is kept as narrative, "<lexicon>/<term>"; None where no rule says so.

    Some rules hold for one section alone. A rule gives way where the sentence holds a cue of
    mappings/lexicon/fact-cues.yaml that it names under `unless`.
    To be asked only of sentences that back no fact.
    """
    cues = None
    for name in (*_LEXICONS, *_OF_SECTION.get(section, ())):
        for hit in rules.lexicon[name].find(sentence):
            if cues is None:
                cues = {cue.term.key for cue in rules.lexicon["fact-cues"].find(sentence)}
            if cues.isdisjoint(hit.term.data.get("unless", ())):
                return f"{name}/{hit.term.key}"
    return None
