"""What the words of a heading or label name: a section, a component of a combination, or the drug itself."""

from __future__ import annotations

import re
from functools import lru_cache

from pipeline.rules import Rules

_JOINT = re.compile(r"\s+(?:\+|/|&)\s+|\s*\+\s*")
_ASIDE = re.compile(r"\s*\(([^)]*)\)")
_DANGLING = re.compile(r"\b(?:of|for|with|in)\s*$")


def components_of(title: str) -> tuple[str, ...]:
    """The names that a title joins with a plus sign ("Sitagliptin + Metformin"); () for a single drug."""
    parts = [part.strip(" .") for part in _JOINT.split(_ASIDE.sub("", title))]
    names = tuple(dict.fromkeys(part for part in parts if part))
    return names if len(names) > 1 else ()


class Naming:
    """The section rules, and the names of one page's drug that its headings may repeat."""

    def __init__(self, rules: Rules, title: str, components: tuple[str, ...]) -> None:
        self.title = _fold(title)
        self.components = {_fold(name): name for name in components}
        self._sections = rules.sections
        self._cues = rules.lexicon["component-cues"]
        names = sorted({title, *components} - {""}, key=len, reverse=True)
        self._names = _any_of(names, suffix="(?:'s)?")
        self._component_names = _any_of(components)
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
        return len({_fold(match.group()) for match in self._component_names.finditer(words)}) > 1

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
