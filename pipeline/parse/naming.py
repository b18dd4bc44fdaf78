"""What the words of a heading or label name: a section, a component of a combination, or the drug itself."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from pipeline.rules import Rules

_JOINT = re.compile(r"\s+(?:\+|/|&)\s+|\s*\+\s*")
_ASIDE = re.compile(r"\s*\(([^)]*)\)")
_SHORT = r"[A-Z](?=\w*[A-Z0-9])[A-Za-z0-9]{2,9}"
_DANGLING = re.compile(r"\b(?:of|for|with|in)\s*$")


def components_of(title: str) -> tuple[str, ...]:
    """The names that a title joins with a plus sign ("Sitagliptin + Metformin"); () for a single drug."""
    parts = [part.strip(" .") for part in _JOINT.split(_ASIDE.sub("", title))]
    names = tuple(dict.fromkeys(part for part in parts if part))
    return names if len(names) > 1 else ()


def short_names(components: tuple[str, ...], text: str) -> dict[str, str]:
    """The component of each abbreviation that the text defines for one alone: "Dehydroepiandrosterone (DHEA)".

    The first word of a component may stand for it, and a word more behind it: "Coenzyme Q10 (CoQ10)".
    """
    found: dict[str, set[str]] = {}
    for name in components:
        first = re.escape(name.split()[0])
        for match in re.finditer(rf"(?<!\w)(?:{re.escape(name)}|{first}(?: \w+)?) ?\(({_SHORT})\)", text):
            found.setdefault(match[1], set()).add(name)
    return {short: names.pop() for short, names in found.items() if len(names) == 1}


class Naming:
    """The section rules, and the names of one page's drug that its headings may repeat.

    `shorts` are the abbreviations of its components, each with the component.
    """

    def __init__(self, rules: Rules, title: str, components: tuple[str, ...], shorts: Mapping[str, str]) -> None:
        self.title = _fold(title)
        self.components = {_fold(name): name for name in components}
        self.components |= {_fold(short): name for short, name in shorts.items()}
        self._sections = rules.sections
        self._cues = rules.lexicon["component-cues"]
        names = sorted({title, *components, *shorts} - {""}, key=len, reverse=True)
        self._names = _any_of(names, suffix="(?:'s)?")
        self._component_names = _any_of((*components, *shorts))
        self.section = lru_cache(maxsize=256)(self._section)

    def _section(self, words: str) -> str | None:
        """The key of the section that the words name, with or without the drug's name ("Cefalexin Dosage")."""
        key = self._sections.match(words)
        if key is not None or self._names is None or not self._names.search(words):
            return key
        rest = self._names.sub(" ", words).strip(" :-\u2013")
        return self._sections.match(" ".join(_DANGLING.sub("", rest).split()))

    def component(self, words: str) -> str | None:
        """The one component that the words are, open with, or name in parentheses ("Usage (Omeprazole)")."""
        if not self.components or self.names_several(words):
            return None
        bare = _fold(_ASIDE.sub("", words)).strip(" :")
        asides = [_fold(aside) for aside in _ASIDE.findall(words)]
        named = [
            name
            for folded, name in self.components.items()
            if bare == folded or bare.startswith(folded + " ") or folded in asides
        ]
        return max(named, key=len) if named else None

    def names_several(self, words: str) -> bool:
        """Whether the words speak of more than one component ("FAQs (for both A and B)")."""
        if self._component_names is None:
            return False
        folded = (_fold(match.group()) for match in self._component_names.finditer(words))
        return len({self.components.get(name, name) for name in folded}) > 1

    def is_shared(self, words: str) -> bool:
        """Whether a heading of a combination speaks of its components together."""
        return bool(self.components) and (self.names_several(words) or self._cues.first(words) is not None)

    def is_title(self, words: str) -> bool:
        return _fold(words) == self.title


def _fold(words: str) -> str:
    return " ".join(words.casefold().replace("-", " ").split())


def _any_of(names: tuple[str, ...] | list[str], suffix: str = "") -> re.Pattern[str] | None:
    if not names:
        return None
    parts = (r"[\s-]+".join(map(re.escape, re.split(r"[\s-]+", name))) for name in sorted(names, key=len, reverse=True))
    choices = "|".join(parts)
    return re.compile(rf"(?<!\w)(?:{choices}){suffix}(?!\w)", re.IGNORECASE)
