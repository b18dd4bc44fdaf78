"""The names by which a page calls its drug: title, components, and the other names given for it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.extract import identity
from pipeline.extract.clauses import holds_the_drug
from pipeline.extract.members import fold
from pipeline.model.document import Document
from pipeline.rules import Rules

_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class OwnNames:
    """`names`: the names as sets of words; `words`: all words of the title."""

    document: Document
    names: tuple[frozenset[str], ...]
    words: frozenset[str]

    def hold(self, text: str) -> bool:
        """Whether the text names the drug or one of its components, in whole or by words of the title alone."""
        said = _words(text)
        if any(name <= said for name in self.names) or said <= self.words or fold(text) in map(fold, self.words):
            return True
        return holds_the_drug(self.document, text)

    def are_named(self, text: str) -> bool:
        """Whether the text says a whole name of the drug."""
        said = _words(text)
        return any(name <= said for name in self.names)


def own_names(document: Document, rules: Rules) -> OwnNames:
    """The names of the page's drug."""
    other = (name for fact in identity.extract(document, rules) for name in (fact.name, *fact.synonyms))
    names = (_words(name) for name in (document.title, *document.components, *other))
    return OwnNames(document, tuple(name for name in names if name), _words(document.title))


def _words(text: str) -> frozenset[str]:
    return frozenset(word.casefold() for word in _WORD.findall(text))
