"""Monographs made from others, as many as are asked for: the same for the same number and seed, on every machine.

A variant has a name of its own wherever the original has the drug's, other amounts of milligrams, and lacks some items
of its lists. So no two are alike, while each reads as a monograph does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from random import Random

_TITLE = re.compile(r"^#\s+(?P<name>[^\W\d_]{3,})", re.MULTILINE)
# An item that holds no other.
_ITEM = re.compile(r"^[ \t]*(?:[-*+]|\d+[.)])[ \t].*\n(?![ \t]+\S)", re.MULTILINE)
_MILLIGRAMS = re.compile(r"(?<![\d.,])\d{1,4}(?=\s?mg\b|\s?(?:-|–|to)\s?\d{1,4}\s?mg\b)")
_FACTORS = (1, 2, 3, 4, 5)
_LEFT_OUT = 0.1
_SYLLABLES = tuple(consonant + vowel for consonant in "bdfgklmnprstvz" for vowel in "aeiou")
_IN_A_FOLDER = 1000


def variants(originals: Sequence[str], count: int, seed: int = 0) -> Iterator[tuple[str, str]]:
    """Path and text of each variant; the first of 50,000 are those of 1,000. The originals take turns."""
    for number in range(count):
        name = invented_name(number, seed)
        text = variant(originals[number % len(originals)], name, Random(f"{seed} {number}"))
        yield f"{number // _IN_A_FOLDER:03}/{name}.md", text


def variant(original: str, name: str, choice: Random) -> str:
    title = _TITLE.search(original)
    text = _renamed(original, title["name"], name) if title else original
    factor = choice.choice(_FACTORS)
    text = _MILLIGRAMS.sub(lambda amount: str(int(amount[0]) * factor), text)
    return _ITEM.sub(lambda item: "" if choice.random() < _LEFT_OUT else item[0], text)


def invented_name(number: int, seed: int = 0) -> str:
    """Another one for each number: `zomabe`. What the seed changes is their order."""
    syllables = Random(f"{seed}").sample(_SYLLABLES, len(_SYLLABLES))
    base, name = len(syllables), ""
    while number or len(name) < 6:
        number, digit = divmod(number, base)
        name += syllables[digit]
    return name


def _renamed(text: str, old: str, new: str) -> str:
    def word(match: re.Match[str]) -> str:
        return new.capitalize() if match[0][0].isupper() else new

    return re.sub(rf"\b{re.escape(old)}\b", word, text, flags=re.IGNORECASE)
