"""Which words of a list name an effect, and which only stand around one."""

from __future__ import annotations

import re

from pipeline.rules import Rules

_TOKEN = re.compile(r"[^\s,;:()/]+")
_OTHER = "other "
_LETTER = re.compile(r"[^\W\d_]")
_PARTS = frozenset({"modifier", "site", "measure", "specimen"})
_MOST_BLANKS = 13


def is_made_of(text: str, rules: Rules, *keys: str) -> bool:
    """Whether every word is a frequency, a figure, or in these terms of `effect-words`: "other side effects"."""
    terms, frequency = rules.lexicon["effect-words"].terms, rules.lexicon["frequency"]
    known = [terms[key].folded for key in keys]
    if not _all_in(text, [*known, frequency.tokens]):
        return False
    for hit in reversed([hit for hit in frequency.find(text) if hit.term.key != "none"]):
        text = text[: hit.start] + text[hit.end :]
    return _all_in(text, known)


def _all_in(text: str, known: list[frozenset[str]]) -> bool:
    for match in _TOKEN.finditer(text):
        token = match.group().casefold().strip(".'\"!?")
        if not any(token in words for words in known) and _LETTER.search(token):
            return False
    return True


def has_word(text: str, rules: Rules, key: str) -> bool:
    """Whether any word of the text is in this term of `effect-words`."""
    known = rules.lexicon["effect-words"].terms[key].folded
    return any(token.casefold() in known for token in _TOKEN.findall(text))


def names_effect(text: str, rules: Rules) -> bool:
    """Whether a phrase can be the name of an effect: not filler, not a circumstance, not half a sentence."""
    if _LETTER.search(text) is None or text.count(" ") > _MOST_BLANKS or len(text) < 2:
        return False
    stops = rules.lexicon["effect-stops"]
    if any(hit.term.key == "foreign" or hit.start == 0 for hit in stops.find(text)):
        return False
    part = rules.lexicon["phrase-words"].get(text)
    if part is not None and part.key in _PARTS:
        return False
    return not is_made_of(text, rules, "generic") and not _is_bare_organ(text, rules)


def names_organ_class(text: str, rules: Rules) -> bool:
    """Whether a phrase names an organ class: "cardiovascular", "other neurological side effects"."""
    return rules.lexicon["organ-classes"].get(text[len(_OTHER) :] if text.startswith(_OTHER) else text) is not None


def _is_bare_organ(text: str, rules: Rules) -> bool:
    """ "Cardiovascular" or "nervous system" without a noun such as "effects" is the rest of a sentence."""
    last = text.rsplit(maxsplit=1)[-1]
    return names_organ_class(text, rules) and not is_made_of(last, rules, "generic", "noun")


def is_umbrella(text: str, rules: Rules) -> bool:
    """Whether a phrase names an organ class without saying what befalls it: "gastrointestinal issues"."""
    return has_word(text.rpartition(" ")[2], rules, "umbrella") and rules.lexicon["organ-classes"].get(text) is not None


def bare_name(text: str, rules: Rules) -> str:
    """The phrase without words such as "cases of" before the effect, or in whom and when it occurs after it."""
    while lead := rules.lexicon["effect-leads"].at(text):
        text = text[lead.end :].lstrip(" ,:-–")
    tail = rules.lexicon["effect-tails"].first(text)
    return text[: tail.start].rstrip(" ,") if tail else text


def is_class(text: str, rules: Rules) -> bool:
    """Whether a name is that of a class of effects: "allergic reactions"."""
    return text.casefold().rpartition(" ")[2] in rules.lexicon["aside-cues"].terms["class"].folded
