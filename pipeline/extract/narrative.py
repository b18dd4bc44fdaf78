"""Tells a sentence that states no fact of any kind that is mapped from one that we failed to read."""

from __future__ import annotations

from pipeline.rules import Rules

_LEXICONS = ("filler", "narrative")


def narrative_rule(sentence: str, rules: Rules) -> str | None:
    """The rule by which a sentence is kept as narrative, "<lexicon>/<term>"; None where no rule says so.

    A rule gives way where the sentence holds a cue of mappings/lexicon/fact-cues.yaml that it names under `unless`.
    To be asked only of sentences that back no fact.
    """
    cues = None
    for name in _LEXICONS:
        for hit in rules.lexicon[name].find(sentence):
            if cues is None:
                cues = {cue.term.key for cue in rules.lexicon["fact-cues"].find(sentence)}
            if cues.isdisjoint(hit.term.data.get("unless", ())):
                return f"{name}/{hit.term.key}"
    return None
