"""Which part of a sentence lists effects: what follows "include", what precedes "are possible", or all of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

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
    """What a sentence says.

    zones         the lists of effects in it
    context       what it says of effects in general
    is_anaphoric  whether it speaks on of what the sentence before named
    is_clause     whether it has a verb, but none that says that a drug has effects
    """

    zones: tuple[Zone, ...]
    context: Context
    is_anaphoric: bool = False
    is_clause: bool = False


def read_sentence(text: str, start: int, end: int, rules: Rules, symptoms: bool) -> Statement:
    """Reads `text[start:end]`. `symptoms` says whether signs listed here belong to an effect that is but their sum."""
    words = without_brackets(text, start, end)[start:end]
    cues = list(rules.lexicon["effect-cues"].find(words))
    keys = {cue.term.key for cue in cues}
    if "denial" in keys:
        cues = _after_denial(words, cues)
    if "instruction" in keys or ("denial" in keys and not cues):
        return Statement((), Context())
    anaphoric = "anaphora" in keys
    has_verb = any(cue.term.key == "verb" and not _WHICH.search(words, 0, cue.start) for cue in cues)
    cues = [cue for cue in cues if cue.term.key in {"forward", "backward", "symptom"}]
    dash = _DASH.search(words)
    if dash and (not cues or dash.start() < cues[0].start):
        ends = (start, start + dash.start()), (start + dash.end(), end)
        zones = _around_dash(text, *ends, rules, symptoms if cues else None)
    elif cues:
        zones = tuple(_cued(text, start, words, cues, rules, symptoms))
    else:
        zones = () if anaphoric else (_opened(text, start, end, rules),)
    return Statement(zones, context_of(text[start:end], rules), anaphoric, has_verb and not cues)


def _after_denial(words: str, cues: list[Hit]) -> list[Hit]:
    """The cues that "but" sets against a denial: "does not cause X but may cause Y"."""
    last = max(index for index, cue in enumerate(cues) if cue.term.key == "denial")
    later = [cue for cue in cues[last + 1 :] if cue.term.key == "forward"]
    return [cue for cue in later if _BUT.search(words, cues[last].end, cue.start)]


def _around_dash(
    text: str, before: tuple[int, int], after: tuple[int, int], rules: Rules, symptoms: bool | None
) -> tuple[Zone, ...]:
    """Before a dash or colon stands an effect, after it a comment, unless what stands before is only a heading.

    `symptoms` is None where nothing after the dash says that there are effects.
    """
    is_heading = is_made_of(text[slice(*before)], rules, "generic")
    zones: tuple[Zone, ...] = ()
    if is_heading or symptoms is not None:
        said = context_of(text[slice(*before)], rules)
        zones = read_sentence(text, *after, rules, bool(symptoms)).zones
        zones = tuple(replace(zone, context=zone.context.within(said)) for zone in zones)
    if is_heading:
        return zones
    first = _opened(text, *before, rules)
    comment = Context(context_of(text[slice(*after)], rules).frequency)
    stated = (zone for zone in zones if zone.rule != "listed")
    return (replace(first, context=first.context.within(comment)), *stated)


def _cued(text: str, start: int, words: str, cues: list[Hit], rules: Rules, symptoms: bool) -> Iterator[Zone]:  # noqa: PLR0913
    """The list before a first backward cue, and that after each forward one."""
    first = cues[0]
    if first.term.key == "backward":
        zone = _opened(text, start, start + first.start, rules)
        said = context_of(text[start + first.start : start + len(words)], rules)
        yield Zone(zone.start, zone.end, zone.context.within(said), "reported")
    context = context_of(text[start : start + first.end], rules)
    wanted = {"forward", "symptom"} if symptoms else {"forward"}
    for cue, following in zip(cues, [*cues[1:], None], strict=True):
        if cue.term.key in wanted and not _WHICH.search(words, 0, cue.start):
            stop = following.start if following else len(words)
            yield Zone(start + cue.end, start + stop, context, "stated")


def _opened(text: str, start: int, end: int, rules: Rules) -> Zone:
    """The list without an adverbial before it that states a frequency: "Rarely, ...", "Although rare, ..."."""
    comma = text.find(",", start, end)
    if comma > 0 and is_made_of(text[start:comma], rules, "generic"):
        context = context_of(text[start:comma], rules)
        if context.frequency:
            return Zone(comma + 1, end, context, "listed")
    return Zone(start, end, Context(), "listed")
