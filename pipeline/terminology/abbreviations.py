"""Abbreviations that a text defines itself: "chronic obstructive pulmonary disease (COPD)", "COPD (chronic ...)".

The algorithm of Schwartz and Hearst ("A simple algorithm for identifying abbreviation definitions in biomedical text",
2003): the letters of the short form stand in their order in the long form, the first of them at the start of a word.
Words that begin with just these letters go first, else "proton pump inhibitor (PPI)" would be a pump inhibitor.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

_IN_BRACKETS = re.compile(r"\(([^()]{2,100})\)")
# Two to ten characters, two of them capital letters or figures: other words in brackets abbreviate nothing.
_SHORT = re.compile(r"(?=[^A-Z]*[A-Z][^A-Z0-9]*[A-Z0-9])[A-Za-z][A-Za-z0-9/-]{1,9}")
_LAST_WORD = re.compile(r"(?<!\w)[\w/-]+\Z")
_CLAUSE_END = re.compile(r"[.;:,()\[\]]")
_WORD_START = re.compile(r"(?<![^\W_])[^\W_]")
_WORD = re.compile(r"(?<!\w)[A-Za-z][A-Za-z0-9/-]+")


@dataclass(frozen=True, slots=True)
class Abbreviations:
    """The long form of each short form of a text; None where it gives several, and so no certain one."""

    long_forms: Mapping[str, str | None]

    @classmethod
    def of(cls, texts: Iterable[str]) -> Abbreviations:
        long_forms: dict[str, str | None] = {}
        for text in texts:
            for short, long in _definitions(text):
                known = long_forms.setdefault(_singular(short), long)
                if known is not None and _letters(known) != _letters(long):
                    long_forms[_singular(short)] = None
        return cls(long_forms)

    def used_in(self, text: str) -> tuple[str, ...]:
        """The short forms that stand in the text, in order, as they stand there."""
        found = (match.group() for match in _WORD.finditer(text)) if self.long_forms else ()
        return tuple(dict.fromkeys(word for word in found if _singular(word) in self.long_forms))

    def meaning(self, short: str) -> str | None:
        """The long form of a short one of `used_in`; None where it is not certain."""
        return self.long_forms[_singular(short)]


def without_definitions(text: str) -> str:
    """The text without the short forms that it defines itself: "heart failure (HF)" is "heart failure"."""
    for short, long in _definitions(text) if "(" in text else ():
        text = text.replace(f" ({short})", "").replace(f"{short} ({long})", long)
    return text


def _definitions(text: str) -> Iterator[tuple[str, str]]:
    """Short and long form of each definition in the text, in order."""
    for match in _IN_BRACKETS.finditer(text):
        before, inside = text[: match.start()].rstrip(), match.group(1).strip()
        word = _LAST_WORD.search(before)
        if _SHORT.fullmatch(inside):
            long = _long_form(inside, _clause(before, inside))
            if long is not None:
                yield inside, long
        # The whole of the brackets is the long form, or they say something else.
        elif word and _SHORT.fullmatch(word.group()) and _long_form(word.group(), inside) == inside:
            yield word.group(), inside


def _clause(before: str, short: str) -> str:
    """The last words of a clause that a long form may be made of."""
    words = _CLAUSE_END.split(before)[-1].split()
    return " ".join(words[-min(len(short) + 5, 2 * len(short)) :])


def _long_form(short: str, words: str) -> str | None:
    """The fewest of the last words in which the letters of the short form stand; None where they do not."""
    letters = [letter for letter in _singular(short).casefold() if letter.isalnum()]
    folded = words.casefold()
    starts = [match.start() for match in _WORD_START.finditer(folded)]
    initials = starts[-len(letters) :]
    if [folded[start] for start in initials] == letters:
        return words[initials[0] :]
    end = len(folded)
    for letter in reversed(letters[1:]):
        end = max(folded.rfind(letter, 0, end), 0)
    fitting = [start for start in starts if start < end and folded[start] == letters[0]]
    long = words[fitting[-1] :] if fitting else ""
    return long if len(long) > len(short) and short not in long.split() else None


def _singular(short: str) -> str:
    """ "ARBs" is the plural of "ARB"."""
    return short[:-1] if short.endswith("s") and short[:-1].isupper() else short


def _letters(long: str) -> str:
    """What spellings of one long form share: case, hyphens and the plural do not count."""
    return re.sub(r"[^a-z0-9]", "", long.casefold()).removesuffix("s")
