"""The effects that a list names, with what stands in brackets after them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from pipeline.extract.phrases import Aside, Phrase, split_list, trim, without_brackets
from pipeline.extract.undesirable_effects.context import Context
from pipeline.extract.undesirable_effects.frequency import frequency_in
from pipeline.extract.undesirable_effects.words import (
    bare_name,
    is_class,
    is_made_of,
    is_umbrella,
    names_effect,
    names_organ_class,
)
from pipeline.model.fact import Frequency
from pipeline.rules import Rules

_CUT = re.compile(r"\s[–—-]\s|(?<=\w)-\s|(?<!\w)–|–(?!\w)|[—;]|:\s|,\s+(?=an?\s|the\s|also\s|which\s|causing\s)")
_RANGE = re.compile(r"(?P<before>\branging\s(?:in\sseverity\s)?from\s)(?P<first>[^,;()]*?)\sto\s")
_ARTICLE = re.compile(r"an?\s", re.IGNORECASE)
_DIGIT = re.compile(r"\d")
_LETTER = re.compile(r"[^\W\d_]")
_APPOSITION = re.compile(r"\s*,\s*an?\s+", re.IGNORECASE)
_COMMA = len(", ")
# Words between two members that end in an "or" of their own: no comma sets it off from them.
_CLAUSE = re.compile(r"\s*(?:\S.*[^,;\s]\s+or|[–—-]\s.*[^,;\s]\s+and)\s.*", re.IGNORECASE | re.DOTALL)
_OR = re.compile(r"\bor\b", re.IGNORECASE)


_Alias = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class Effect:
    """An effect as one place names it; `start` and `end` cover the words of text and aliases.

    `is_own` says that the frequency is said of this very effect, not of a list that it stands in.
    """

    text: str
    start: int
    end: int
    aliases: tuple[str, ...] = ()
    frequency: Frequency | None = None
    is_own: bool = False
    serious: bool = False


def effects_in(text: str, start: int, end: int, context: Context, rules: Rules) -> Iterator[Effect]:
    """Every effect of the list in `text[start:end]`, in order."""
    running, behind = context, None
    named: list[Effect] = []
    text = _with_range_cut(text, start, end, rules)
    members = list(_members(text, start, end, rules))
    for phrase in members:
        effect, stated = _bare(text, phrase, running, rules)
        if not effect.text:
            running, behind = (Context(stated, running.serious), stated) if stated else (running, behind)
        elif names_effect(effect.text, rules):
            behind = None
            if phrase.example and named and is_umbrella(named[-1].text, rules):
                named.pop()
            named += _with_asides(text, effect, phrase, rules)
        elif phrase.asides and (is_made_of(effect.text, rules, "generic") or names_organ_class(effect.text, rules)):
            named += _examples(text, effect, phrase, rules)
        elif figure := _figure_behind(text, phrase, rules):
            yield from _said_of(named, figure)
            named = []
    if named and behind is None and _LETTER.search(text, members[-1].limit, end):
        named = _with_last_words(named, members[-1], text[members[-1].limit : end], rules)
    yield from _said_of(named, behind)


def _members(text: str, start: int, end: int, rules: Rules) -> Iterator[Phrase]:
    """The members of the list that do not only say more of the one before.

    Such are "B" in "colitis, if given with A or B" and the end of "lupus, a rare and serious skin disease".
    """
    before: Phrase | None = None
    for phrase in split_list(text, start, end, rules):
        goes_on = False
        if before is not None and phrase.start - before.end > _COMMA:
            between = _between(text, before, phrase)
            if _APPOSITION.fullmatch(between) and _explains(text, before, phrase, end, rules):
                return
            goes_on = _CLAUSE.fullmatch(between) is not None
        if not goes_on:
            yield phrase
        before = phrase


def _between(text: str, before: Phrase, phrase: Phrase) -> str:
    return without_brackets(text[before.end : phrase.start], 0, phrase.start - before.end)


def _explains(text: str, before: Phrase, phrase: Phrase, end: int, rules: Rules) -> bool:
    """Whether a member with an article is the last one, or but the first adjective of what ends the list."""
    rest = without_brackets(text[phrase.start : end], 0, end - phrase.start)
    is_last = _LETTER.search(text, max(phrase.end, phrase.limit), end) is None
    is_adjective = "," not in rest and is_made_of(phrase.text, rules, "generic")
    return (is_last or is_adjective) and names_effect(before.text, rules)


def _with_last_words(named: list[Effect], last: Phrase, words: str, rules: Rules) -> list[Effect]:
    """ "gout, hives (itching), although rare": what follows the last member is said of it alone."""
    stated = frequency_in(words, rules.lexicon["frequency"])
    at = next((index for index, effect in enumerate(named) if effect.start >= last.start), len(named))
    return [*named[:at], *_said_of(named[at:], stated)]


def _said_of(named: list[Effect], frequency: Frequency | None) -> Iterator[Effect]:
    """The effects with a frequency that stands behind them, where none is said of them alone."""
    for effect in named:
        keeps = frequency is None or effect.is_own
        yield effect if keeps else replace(effect, frequency=frequency, is_own=True)


def _figure_behind(text: str, phrase: Phrase, rules: Rules) -> Frequency | None:
    """ "hives, seen in up to 4% of patients": a figure behind its effects, set off by a comma."""
    words = text[phrase.start : phrase.limit]
    return frequency_in(words, rules.lexicon["frequency"]) if _DIGIT.search(words) else None


def _with_range_cut(text: str, start: int, end: int, rules: Rules) -> str:
    """ "ranging from rash to anaphylaxis" names two effects: their "to" gives its place to an "or"."""

    def cut(match: re.Match[str]) -> str:
        first = rules.lexicon["phrase-words"].get(match["first"])
        return match.group() if first and first.key == "severity" else f"{match['before']}{match['first']} or "

    if text.find("ranging", start, end) < 0:
        return text
    return text[:start] + _RANGE.sub(cut, text[start:end]) + text[end:]


def _bare(text: str, phrase: Phrase, context: Context, rules: Rules) -> tuple[Effect, Frequency | None]:
    """The phrase without words around its name; the frequency that is said of it alone, if any."""
    words = rules.lexicon["frequency"]
    name, stated = bare_name(phrase.text, rules), None
    lead = words.at(name)
    if lead and (stated := frequency_in(name[: lead.end], words)):
        name = bare_name(name[lead.end :].lstrip(" ,:-–"), rules)
    after = phrase.text.rpartition(name)[2] if name else ""
    serious = context.serious
    if phrase.limit > phrase.end:
        words_behind = text[phrase.end : phrase.limit]
        after += without_brackets(words_behind, 0, len(words_behind))
        serious = serious or rules.lexicon["seriousness"].first(words_behind) is not None
    stated = stated or (frequency_in(after, words) if len(after) > 1 and after.strip() else None)
    effect = Effect(name, phrase.start, phrase.end, (), stated or context.frequency, stated is not None, serious)
    return effect, stated


def _with_asides(text: str, effect: Effect, phrase: Phrase, rules: Rules) -> Iterator[Effect]:
    """The effect with its synonyms, then the effects that its brackets list as its instances.

    "Gastrointestinal issues (nausea, bloating)" is but an organ class: what it lists are the effects.
    """
    listed: list[Effect] = []
    for aside in phrase.asides:
        alias, examples = _read_aside(text, aside, effect, rules)
        qualifier = aside.text.partition(",")[0] if examples else aside.text
        stated = None if effect.is_own else frequency_in(qualifier, rules.lexicon["frequency"])
        if stated:
            effect = replace(effect, frequency=stated, is_own=True)
            examples = [one if one.is_own else replace(one, frequency=stated) for one in examples]
        if alias:
            low, high, name = alias
            start, end = min(effect.start, low), max(effect.end, high)
            effect = replace(effect, aliases=(*effect.aliases, name), start=start, end=end)
        listed += examples
    if not (listed and is_umbrella(effect.text, rules)):
        yield effect
    yield from listed


def _examples(text: str, head: Effect, phrase: Phrase, rules: Rules) -> Iterator[Effect]:
    """What brackets list after a word that is no effect: "serious reactions (anaphylaxis, seizures)"."""
    for aside in phrase.asides:
        yield from _listed(text, (aside.start, aside.end), head, rules)


def _read_aside(text: str, aside: Aside, head: Effect, rules: Rules) -> tuple[_Alias | None, list[Effect]]:
    """A synonym with its offsets, or the effects listed."""
    if _is_qualifier(aside.text, rules):
        return None, []
    cues = rules.lexicon["aside-cues"].find(aside.text)
    cue = next((cue for cue in cues if cue.term.key == "example"), None)
    if cue:
        alias = _alias(text, aside.start, aside.start + cue.start, rules)
        return alias, list(_listed(text, (aside.start + cue.end, aside.end), head, rules))
    stop = _CUT.search(aside.text)
    end = aside.start + stop.start() if stop else aside.end
    if _is_list(aside.text, stop, head, rules):
        return None, list(_listed(text, (aside.start, aside.end), head, rules))
    alias = _alias(text, aside.start, end, rules)
    if stop and not stop.group().startswith((",", ";")) and _is_enumeration(aside.text[stop.end() :], head, rules):
        return alias, list(_listed(text, (aside.start + stop.end(), aside.end), head, rules))
    return alias, []


def _is_list(text: str, stop: re.Match[str] | None, head: Effect, rules: Rules) -> bool:
    """Whether all of an aside lists effects: what a class has apart by semicolons, or what stands before a comment."""
    if stop and stop.group() == ";" and is_class(head.text, rules):
        return True
    return not _ARTICLE.match(text) and _is_enumeration(text[: stop.start()] if stop else text, head, rules)


def _is_qualifier(text: str, rules: Rules) -> bool:
    """Whether words in brackets say when, where or how badly an effect occurs."""
    first = rules.lexicon["aside-cues"].first(text)
    return first is not None and first.start == 0 and first.term.key == "qualifier"


def _alias(text: str, start: int, end: int, rules: Rules) -> _Alias | None:
    low, high = trim(text, start, end, rules)
    name = text[low:high]
    known = rules.lexicon["phrase-words"].get(name)
    if known and known.key in {"modifier", "severity"}:
        return None
    if _DIGIT.search(name) or not names_effect(name, rules) or frequency_in(name, rules.lexicon["frequency"]):
        return None
    return low, high, name


def _is_enumeration(text: str, head: Effect, rules: Rules) -> bool:
    """Whether brackets list different effects, not an explanation in other words: three or more, or two of a class."""
    if any(hit.term.key == "open-ended" for hit in rules.lexicon["aside-cues"].find(text)):
        return True
    names = [phrase.text for phrase in split_list(text, 0, len(text), rules) if names_effect(phrase.text, rules)]
    words = rules.lexicon["phrase-words"]
    if len(names) < 2 or all((term := words.get(name)) and term.key == "measure" for name in names):
        return False
    return is_class(head.text, rules) or ("," in text and not (len(names) == 2 and _OR.search(text)))


def _listed(text: str, inside: tuple[int, int], head: Effect, rules: Rules) -> Iterator[Effect]:
    return effects_in(text, *inside, Context(head.frequency, head.serious), rules)
