"""Which component of a combination a heading or label speaks of."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_JOINT = re.compile(r"\s+(?:\+|/|&)\s+|\s*\+\s*")
_ASIDE = re.compile(r"\s*\(([^)]*)\)")


def components_of(title: str) -> tuple[str, ...]:
    """The names that a title joins with a plus sign ("Sitagliptin + Metformin"); () for a single drug."""
    parts = [part.strip(" .") for part in _JOINT.split(_ASIDE.sub("", title))]
    names = tuple(dict.fromkeys(part for part in parts if part))
    return names if len(names) > 1 else ()


@dataclass(frozen=True, slots=True)
class DrugNames:
    """The names that a page's headings may repeat: the title, and each component of a combination."""

    title: str
    components: tuple[str, ...]

    def component_in(self, words: str) -> str | None:
        """The one component that the words are, open with, or name in parentheses ("Usage (Omeprazole)")."""
        folded = words.casefold()
        asides = [aside.casefold().strip() for aside in _ASIDE.findall(words)]
        bare = _ASIDE.sub("", folded).strip(" :")
        if self.names_several(words):
            return None
        named = [name for name in self.components if self._is_named(name.casefold(), bare, asides)]
        return max(named, key=len) if named else None

    def names_several(self, words: str) -> bool:
        """Whether the words speak of more than one component ("FAQs (for both A and B)")."""
        folded = words.casefold()
        return (
            sum(bool(re.search(rf"(?<!\w){re.escape(name.casefold())}(?!\w)", folded)) for name in self.components) > 1
        )

    def without_names(self, words: str) -> str:
        """The words less the drug's names: "Cefalexin Dosage" -> "Dosage"."""
        for name in sorted({self.title, *self.components}, key=len, reverse=True):
            if name:
                words = re.sub(rf"(?<!\w){re.escape(name)}(?:'s)?(?!\w)", " ", words, flags=re.IGNORECASE)
        return " ".join(re.sub(r"\b(?:of|for|with|in)\s*$", "", words.strip(" :-\u2013")).split())

    def is_title(self, words: str) -> bool:
        return _same(words, self.title)

    @staticmethod
    def _is_named(name: str, bare: str, asides: Iterable[str]) -> bool:
        return bare == name or bare.startswith(name + " ") or name in asides


def _same(left: str, right: str) -> bool:
    return " ".join(left.casefold().split()) == " ".join(right.casefold().split())
