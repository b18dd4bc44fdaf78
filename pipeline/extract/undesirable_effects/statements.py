"""Which part of a sentence lists effects: what follows "include", what precedes "are possible", or all of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from pipeline.extract.phrases import without_brackets
from pipeline.extract.undesirable_effects.context import Context, context_of
from pipeline.extract.undesirable_effects.words import is_made_of
from pipeline.model.fact import Frequency
from pipeline.rules import Rules
from pipeline.rules.lexicon import Hit

_SILENT = frozenset({"instruction", "others", "denial"})
_TELLING = frozenset({"forward", "backward", "symptom"})
# A dash between two names without blanks is a hyphen: "Stevens–Johnson".
_DASH = re.compile(r"\s[–—-]\s|(?<!\w)–|–(?!\w)|—|:\s")
_BUT = re.compile(r"\b(?:but|however|although|except)\b", re.IGNORECASE)
_CONTRAST = re.compile(r".*[,;]\s*(?:but|however)\b", re.IGNORECASE | re.DOTALL)
_CONCEDED = re.compile(r"([^,;]+),\s*(?:though|although)\s", re.IGNORECASE)
_CLAUSE = re.compile(r"[,;]\s*(?:and|but|while|whereas|although|however)\s(?!(?:they|it|this|these)\b)", re.IGNORECASE)
_CONCESSION = re.compile(r",\s(?:though|although|albeit)\s[^,]+,\s*$", re.IGNORECASE)
_WHICH = re.compile(r"\b(?:which|that|who)\s*$", re.IGNORECASE)
_LONGEST_WHICH = 12
_DEEPEST = 8


@dataclass(frozen=True, slots=True)
class Zone:
    """A list of effects: offsets in the block's plain text, what its sentence says of it, the rule that found it.

    `later` is the frequency that a comment or the next sentence states of it.
    """

    start: int
    end: int
    context: Context
    rule: str
    later: Frequency | None = None

    def inside(self, outer: Context) -> Zone:
        return replace(self, context=self.context.within(outer))


@dataclass(frozen=True, slots=True)
class Statement:
    """The lists of effects in a sentence; `is_clause` where its verb does not say that there are any."""

    zones: tuple[Zone, ...] = ()
    is_clause: bool = False


@dataclass(frozen=True, slots=True)
class Sentence:
    """`text[start:end]`, and the words before it that it may speak on of: a label, a lead, the sentence before.

    `depth` is in how many comments it stands: "Rare: skin: rash - mild".
    """

    text: str
    start: int
    end: int
    about: str
    rules: Rules
    depth: int = 0

    def read(self) -> Statement:
        words = self._open_words()
        if len(words.split(maxsplit=2)) < 3:
            return Statement(tuple(self._zones(words, [])))
        opening = self.rules.lexicon["effect-openings"].opening(words)
        if opening and opening.key in _SILENT:
            return Statement()
        cues = list(self.rules.lexicon["effect-cues"].find(words))
        if any(cue.term.key == "denial" for cue in cues):
            cues = _after_denial(words, cues)
            if not cues:
                return Statement()
        stated = [cue for cue in cues if not _which_before(words, cue)]
        telling = [cue for cue in stated if cue.term.key in _TELLING]
        if not telling and (explained := self._explained(words, cues)):
            return replace(self, end=self.start + explained).read()
        if opening is None or opening.key != "anaphora":
            return Statement(tuple(self._zones(words, telling)), bool(stated) and not telling)
        before = context_of(self.about, self.rules)
        return Statement(tuple(zone.inside(before) for zone in self._zones(words, telling) if zone.rule != "listed"))

    def _explained(self, words: str, cues: list[Hit]) -> int | None:
        """Where a clause begins that says what an effect does in its turn: "gout, which can cause joint pain"."""
        clauses = (_which_before(words, cue) for cue in cues if cue.term.key == "forward")
        start = next((clause.start() for clause in clauses if clause), None)
        if start is None or self.rules.lexicon["effect-heads"].first(words, 0, start):
            return None
        return start

    def _open_words(self) -> str:
        """The words of the sentence, those in brackets blanked out."""
        words = self.text[self.start : self.end]
        return without_brackets(words, 0, len(words))

    def _zones(self, words: str, cues: list[Hit]) -> Iterator[Zone]:
        dash = _DASH.search(words) if self.depth < _DEEPEST else None
        if dash and not cues and ";" in words:
            return self._parts(words)
        if dash and (
            not cues or dash.start() < cues[0].start or is_made_of(words[: dash.start()], self.rules, "generic")
        ):
            return self._around_dash(self.start + dash.start(), self.start + dash.end(), bool(cues))
        return self._cued(words, cues) if cues else iter((self._opened(self.start, self.end),))

    def _parts(self, words: str) -> Iterator[Zone]:
        """Members that have comments of their own: "liver failure - a rare event; hives"."""
        at = self.start
        for part in words.split(";"):
            yield from replace(self, start=at, end=at + len(part)).read().zones
            at += len(part) + 1

    def _around_dash(self, dash: int, after: int, has_cue: bool) -> Iterator[Zone]:
        """Before a dash or colon stands an effect, after it a comment, unless what stands before is only a heading."""
        is_heading = is_made_of(self.text[self.start : dash], self.rules, "generic")
        if not is_heading:
            yield replace(self._opened(self.start, dash), later=self._said(after, self.end).frequency)
        if is_heading or has_cue:
            said = self._said(self.start, dash)
            rest = replace(self, start=after, about=self.text[self.start : dash], depth=self.depth + 1).read()
            rest_zones = (replace(zone, rule="stated") if is_heading else zone for zone in rest.zones)
            yield from (zone.inside(said) for zone in rest_zones if zone.rule != "listed")

    def _cued(self, words: str, cues: list[Hit]) -> Iterator[Zone]:
        """The list before a backward cue, and that after each forward one; each clause has its own frequency."""
        first = self._said(self.start, self.start + cues[0].end)
        for before, cue, following in zip([None, *cues], cues, [*cues[1:], None], strict=False):
            clause = _CLAUSE.search(words, before.end, cue.start) if before else None
            if cue.term.key == "backward" and (before is None or clause):
                begin = clause.end() if clause else self._after_contrast(words, cue)
                yield self._reported(words, begin, cue, following)
            elif cue.term.key == "forward" or (cue.term.key == "symptom" and self._is_sum_of_signs(cue)):
                said = self._said(self.start + clause.end(), self.start + cue.end) if clause else first
                stop = following.start if following else len(words)
                zone = Zone(self.start + cue.end, self.start + stop, said if said != Context() else first, "stated")
                yield self._with_report(words, zone, following)

    def _with_report(self, words: str, zone: Zone, following: Hit | None) -> Zone:
        """ "including A and B, are reported rarely": what the verb after a list says holds for it."""
        if following is None or following.term.key != "backward" or _CLAUSE.search(words, 0, following.start):
            return zone
        return replace(zone, context=self._said(self.start + following.start, self.end).within(zone.context))

    def _after_contrast(self, words: str, cue: Hit) -> int:
        """Where a list begins that "but" sets against a clause before it; "less common, but serious" is none."""
        conceded = _CONCEDED.match(words, 0, cue.start)
        if conceded and is_made_of(conceded[1], self.rules, "generic"):
            return conceded.end()
        contrast = _CONTRAST.match(words, 0, cue.start)
        if contrast is None:
            return 0
        opening = contrast.group()
        is_frequency = context_of(opening, self.rules).frequency and is_made_of(opening, self.rules, "generic")
        return 0 if is_frequency else contrast.end()

    def _reported(self, words: str, begin: int, cue: Hit, following: Hit | None) -> Zone:
        """The list that ends before a cue ("... have been reported"), with what its clause says after it."""
        concession = _CONCESSION.search(words, begin, cue.start)
        end = concession.start() if concession else cue.start
        clause = _CLAUSE.search(words, cue.end, following.start) if following else None
        said = self._said(self.start + end, self.start + clause.start() if clause else self.end)
        return replace(self._opened(self.start + begin, self.start + end), rule="reported").inside(said)

    def _is_sum_of_signs(self, cue: Hit) -> bool:
        """Whether signs listed here are effects of their own: those of an allergic reaction are."""
        before = f"{self.about} {self.text[self.start : self.start + cue.end]}"
        return self.rules.lexicon["effect-heads"].first(before) is not None

    def _opened(self, start: int, end: int) -> Zone:
        """The list without an adverbial before it: "Rarely, ...", "Although rare, ...", "In children, ..."."""
        comma = start + without_brackets(self.text[start:end], 0, end - start).find(",")
        if comma < start:
            return Zone(start, end, Context(), "listed")
        words = self.text[start:comma].lstrip()
        opening = self.rules.lexicon["effect-openings"].opening(words)
        is_circumstance = opening is not None and opening.key == "circumstance"
        context = Context()
        if is_circumstance or is_made_of(words, self.rules, "generic"):
            context = Context(context_of(words, self.rules).frequency)
        return Zone(comma + 1 if is_circumstance or context.frequency else start, end, context, "listed")

    def _said(self, start: int, end: int) -> Context:
        return context_of(self.text[start:end], self.rules)


def _which_before(words: str, cue: Hit) -> re.Match[str] | None:
    """The "which" right before a cue, whose clause only says more of an effect."""
    return _WHICH.search(words, max(0, cue.start - _LONGEST_WHICH), cue.start)


def said_of_those_before(text: str, rules: Rules) -> Frequency | None:
    """The frequency of a sentence that states nothing else of the effects before it: "These are rare."."""
    opening = rules.lexicon["effect-openings"].opening(text)
    if opening is None or opening.key != "anaphora" or not is_made_of(text, rules, "generic"):
        return None
    return context_of(text, rules).frequency


def _after_denial(words: str, cues: list[Hit]) -> list[Hit]:
    """The cues that "but" sets against a denial: "does not cause X but may cause Y"."""
    last = max(index for index, cue in enumerate(cues) if cue.term.key == "denial")
    later = [cue for cue in cues[last + 1 :] if cue.term.key == "forward"]
    return [cue for cue in later if _BUT.search(words, cues[last].end, cue.start)]
