"""Which part of a sentence lists effects: "common side effects include A and B", "A and B have been reported", or all of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.extract.phrases import without_brackets
from pipeline.extract.undesirable_effects.context import Context, context_of
from pipeline.extract.undesirable_effects.words import is_made_of
from pipeline.rules import Rules
from pipeline.rules.lexicon import Hit

_DASH = re.compile(r"\s[–—-]\s|[–—]|:\s")
_BUT = re.compile(r"\b(?:but|however|although|except)\b", re.IGNORECASE)
_WHICH = re.compile(r"\b(?:which|that|who)\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Zone:
    """A list of effects: offsets in the block's plain text, what its sentence says of it, the rule that found it."""

    start: int
    end: int
    context: Context
    rule: str


@dataclass(frozen=True, slots=True)
class Statement:
    """What a sentence says: its zones, what it says of effects in general, and whether it speaks on of the one before."""

    zones: tuple[Zone, ...]
    context: Context
    is_anaphoric: bool = False


_NOTHING = Statement((), Context())


def read_sentence(text: str, start: int, end: int, rules: Rules, symptoms: bool) -> Statement:
    """Reads `text[start:end]`. `symptoms` says whether signs listed here belong to an effect that is but their sum."""
    words = without_brackets(text, start, end)[start:end]
    cues = list(rules.lexicon["effect-cues"].find(words))
    keys = {cue.term.key for cue in cues}
    if "instruction" in keys:
        return _NOTHING
    if "denial" in keys:
        cues = _after_denial(words, cues)
        if not cues:
            return _NOTHING
    anaphoric = "anaphora" in keys
    cues = [cue for cue in cues if cue.term.key in {"forward", "backward", "symptom"}]
    zones = tuple(_zones(text, start, words, cues, rules, symptoms)) if cues else _plain(text, start, end, words, rules)
    return Statement(zones, context_of(text[start:end], rules), anaphoric)


def _after_denial(words: str, cues: list[Hit]) -> list[Hit]:
    """The cues that "but" sets against a denial: "does not cause X but may cause Y"."""
    last = max(index for index, cue in enumerate(cues) if cue.term.key == "denial")
    return [cue for cue in cues[last + 1 :] if cue.term.key == "forward" and _BUT.search(words, cues[last].end, cue.start)]


def _zones(text: str, start: int, words: str, cues: list[Hit], rules: Rules, symptoms: bool) -> Iterator[Zone]:
    first = cues[0]
    if first.term.key == "backward":
        zone = _opened(text, start, start + first.start, rules)
        said = context_of(text[start + first.start : start + len(words)], rules)
        yield Zone(zone.start, zone.end, zone.context.within(said), "reported")
    context = context_of(text[start : start + first.end], rules)
    for index, cue in enumerate(cues):
        if cue.term.key == "backward" or (cue.term.key == "symptom" and not symptoms) or _WHICH.search(words, 0, cue.start):
            continue
        stop = cues[index + 1].start if index + 1 < len(cues) else len(words)
        yield Zone(start + cue.end, start + stop, context, "stated")


def _plain(text: str, start: int, end: int, words: str, rules: Rules) -> tuple[Zone, ...]:
    """A sentence without a cue is a list up to its first dash; what follows only comments on it."""
    zone = _opened(text, start, end, rules)
    dash = _DASH.search(words, zone.start - start)
    if dash is None:
        return (zone,)
    said = context_of(text[start + dash.end() : end], rules)
    return (Zone(zone.start, start + dash.start(), Context(said.frequency).within(zone.context), zone.rule),)


def _opened(text: str, start: int, end: int, rules: Rules) -> Zone:
    """The list without an adverbial before it that states a frequency: "Rarely, ...", "Although rare, ..."."""
    comma = text.find(",", start, end)
    if comma > 0 and is_made_of(text[start:comma], rules, "generic"):
        context = context_of(text[start:comma], rules)
        if context.frequency:
            return Zone(comma + 1, end, context, "listed")
    return Zone(start, end, Context(), "listed")
