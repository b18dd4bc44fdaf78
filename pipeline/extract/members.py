"""The members of a clinical enumeration: cut, with the words at their edges that only lead to them taken off."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from pipeline.extract.phrases import Aside, split_list
from pipeline.rules import Rules
from pipeline.rules.lexicon import Lexicon

# Letters of words that must not cut a list are moved here and back, one for one, so that offsets stay.
_SHIFT = 0xE000
_MOVED = re.compile(r"[!-'*-Z^-z]")
_SHIELDED = re.compile("[\ue000-\ue07f]")
_ADJECTIVE = re.compile(r"(?!ear\Z)[a-z-]+(?:(?<!can)(?<!interv)al|ic|ary|ar|ous|ory|ive|modulating)", re.IGNORECASE)
_SUSPENDED = re.compile(r"(\w+)- (?:or|and) (\w+)-(\w+)")
_COMPLEMENT = re.compile(r"\s(?:to|of|in|with|for|from|by)\s.*")
_FOLDED = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Member:
    """One member of a list.

    start, end  offsets of its words in the text
    text        the words, without what led to them
    leads       keys of the lead terms that were taken off, in order
    """

    start: int
    end: int
    text: str
    asides: tuple[Aside, ...] = ()
    example: bool = False
    leads: tuple[str, ...] = ()

    @property
    def reach(self) -> tuple[int, int]:
        """Offsets that take in its brackets too."""
        starts = (self.start, *(aside.start for aside in self.asides))
        return min(starts), max((self.end, *(aside.end for aside in self.asides)))


def members(text: str, start: int, end: int, rules: Rules, leads: Lexicon) -> list[Member]:
    """The members of `text[start:end]`, none of them empty. `leads` has the words that only lead to a member."""
    start, before = _opening(text, start, end, leads)
    shielded = shield(text, start, end, rules)
    found: list[Member] = []
    for phrase in split_list(shielded, start, end, rules):
        words = _restore(phrase.text).replace(" ,", ",")
        cut, keys = _lead(words, leads)
        if words[cut:].strip():
            asides = tuple(Aside(aside.start, aside.end, _restore(aside.text)) for aside in phrase.asides)
            name = words[cut:].strip()
            keys = keys if found else before + keys
            place = (phrase.start + cut, phrase.end)
            found += (Member(*place, whole, asides, phrase.example, keys) for whole in _completed(name))
    return _with_shared_nouns(found, rules)


def bracketed(text: str, member: Member, rules: Rules, leads: Lexicon) -> Iterator[Member]:
    """Instances in the brackets of a member: "typhus (including murine typhus)"."""
    for aside in member.asides:
        opening = rules.lexicon["examples"].first(aside.text)
        if opening is not None and opening.start == 0:
            yield from members(text, aside.start + opening.end, aside.end, rules, leads)


def _completed(words: str) -> tuple[str, ...]:
    """Both of two words that end alike: "second- or third-degree block" is second-degree and third-degree block."""
    match = _SUSPENDED.search(words)
    if match is None:
        return (words,)
    before, after = words[: match.start()], words[match.end() :]
    return tuple(f"{before}{word}{after}" for word in (f"{match[1]}-{match[3]}", f"{match[2]}-{match[3]}"))


def _with_shared_nouns(found: list[Member], rules: Rules) -> list[Member]:
    """Adjectives with the noun of the member after them: "severe hepatic (liver) or renal (kidney) impairment"."""
    for index in range(len(found) - 2, -1, -1):
        member, following = found[index], found[index + 1]
        if _lacks_noun(member.text, rules) and _has_noun(following):
            degree, noun = member.text.split(" ", 1)[0], _noun(_COMPLEMENT.sub("", following.text))
            found[index] = replace(member, text=f"{member.text} {noun}", end=following.end)
            term = rules.lexicon["phrase-words"].get(degree)
            if term is not None and term.key == "severity" and not following.text.startswith(degree):
                found[index + 1] = replace(following, text=f"{degree} {following.text}", start=member.start)
    return found


def _has_noun(member: Member) -> bool:
    """Whether a member may lend its noun: "hemodynamically compromised" has none."""
    return " " in member.text and not member.example and not member.text.endswith("ed")


def _noun(words: str) -> str:
    """The noun that others share: "eye infections" of "viral eye infections", "impairment" of "severe impairment"."""
    first, _, rest = words.partition(" ")
    return rest if _ADJECTIVE.fullmatch(first) else words.rsplit(" ", 1)[-1]


def _lacks_noun(words: str, rules: Rules) -> bool:
    last = words.rsplit(" ", 1)[-1]
    known = any(rules.lexicon[name].get(last) is not None for name in ("conditions", "interactants"))
    return _ADJECTIVE.fullmatch(last) is not None and not known


def fold(text: str) -> str:
    """A phrase as it is compared with others: lower case, letters and digits only, plural "s" left out."""
    words = (word for word in _FOLDED.split(text.casefold()) if word)
    return " ".join(word[:-1] if len(word) > 3 and word.endswith("s") else word for word in words)


def _opening(text: str, start: int, end: int, leads: Lexicon) -> tuple[int, tuple[str, ...]]:
    """Leads go before the list is cut, so that what is left can share its words: "to treat local or general pain"."""
    while start < end and text[start] in " :,":
        start += 1
    cut, keys = _lead(text[start:end], leads)
    return start + cut, keys


def _lead(words: str, leads: Lexicon) -> tuple[int, tuple[str, ...]]:
    cut = 0
    keys: list[str] = []
    while (lead := leads.at(words, cut)) and lead.end > cut:
        keys.append(lead.term.key)
        cut = lead.end
        while cut < len(words) and words[cut] in " ,:-":
            cut += 1
    return cut, tuple(keys)


def shield(text: str, start: int, end: int, rules: Rules) -> str:
    """The text, every character in its place, where words that are kept together read as none: no joint, no verb."""
    kept = rules.lexicon["kept-together"].find(text, start, end)
    return _moved(text, (span for hit in kept for span in _spans(hit.match)))


def _spans(match: re.Match[str]) -> Iterable[tuple[int, int]]:
    return (span for span in match.regs[1:] if span[0] < span[1])


def _moved(text: str, spans: Iterable[tuple[int, int]]) -> str:
    for start, end in spans:
        text = text[:start] + _MOVED.sub(lambda match: chr(ord(match.group()) + _SHIFT), text[start:end]) + text[end:]
    return text


def _restore(text: str) -> str:
    return _SHIELDED.sub(lambda match: chr(ord(match.group()) - _SHIFT), text)
