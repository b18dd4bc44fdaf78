"""Word lists: `mappings/lexicon/<name>.yaml`, in which case and, for words, the number of blanks do not matter."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pipeline.problems import Location, Problem, ProblemError
from pipeline.rules.alternatives import Alternatives, alternatives
from pipeline.rules.sieve import Sieve
from pipeline.rules.yaml_file import YamlFile


@dataclass(frozen=True, slots=True)
class Term:
    """One entry: its key, the words and patterns that name it, whatever else the file says of it, its line.

    `folded` has the words in lower case, to ask for single words without a search.
    """

    key: str
    words: tuple[str, ...]
    patterns: tuple[str, ...]
    data: Mapping[str, Any]
    location: Location
    folded: frozenset[str] = field(default=frozenset(), repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Hit:
    """A term found in a text, with the offsets of its words."""

    start: int
    end: int
    term: Term
    match: re.Match[str]


@dataclass(frozen=True)
class Lexicon:
    """All terms of one file: what is found is a pattern, the first of the file, or else the longest of the words.

    `tokens` has every single word of its words: a text with none of them needs no search for words.
    """

    name: str
    terms: Mapping[str, Term]
    tokens: frozenset[str] = field(repr=False)
    _words: Mapping[str, Term] = field(repr=False)
    _patterns: tuple[Term, ...] = field(repr=False)
    _alternatives: Alternatives = field(repr=False)

    def find(self, text: str, start: int = 0, end: int | None = None) -> Iterator[Hit]:
        """Every term in `text[start:end]`, left to right, without overlaps."""
        for index, match in self._alternatives.find(text, start, len(text) if end is None else end):
            yield Hit(match.start(), match.end(), self._term(index, match), match)

    def first(self, text: str, start: int = 0, end: int | None = None) -> Hit | None:
        return next(self.find(text, start, end), None)

    def at(self, text: str, start: int = 0, end: int | None = None) -> Hit | None:
        """The term that begins at `start`."""
        end = len(text) if end is None else end
        for index, pattern in self._alternatives.possible(text[start:end]):
            if match := pattern.match(text, start, end):
                return Hit(start, match.end(), self._term(index, match), match)
        return None

    def opening(self, text: str) -> Term | None:
        """The term with which the text begins."""
        hit = self.at(text)
        return hit.term if hit else None

    def cut_from(self, text: str) -> str:
        """The text with a blank in the place of each term."""
        rest, start = "", 0
        for hit in self.find(text):
            rest, start = f"{rest}{text[start : hit.start]} ", hit.end
        return rest + text[start:]

    def get(self, words: str) -> Term | None:
        """The term whose word or pattern is the whole of `words`."""
        words = words.strip()
        matches = ((index, pattern.fullmatch(words)) for index, pattern in self._alternatives.possible(words))
        return next((self._term(index, match) for index, match in matches if match), None)

    def occurring(self, text: str) -> Iterator[Term]:
        """Every term of which something is found in the text, in the order of the file and whatever else is found."""
        for index, pattern in self._alternatives.possible(text):
            if match := pattern.search(text):
                yield self._term(index, match)

    def _term(self, index: int, match: re.Match[str]) -> Term:
        """A word goes before a pattern that matches the same."""
        known = self._words.get(_fold(match.group())) if self._words else None
        return known or self._patterns[index]


class Lexicons(dict[str, Lexicon]):
    """The lexicons of one folder by name; `shown` is how problems name it. One that is asked but not there is told."""

    def __init__(self, lexicons: Mapping[str, Lexicon], shown: str = "") -> None:
        super().__init__(lexicons)
        self.shown = shown

    def __missing__(self, name: str) -> Lexicon:
        raise ProblemError(missing_lexicon(f"{self.shown}/{name}.yaml"))


def missing_lexicon(shown: str) -> Problem:
    message = "monofhir asks this lexicon; copy it from the mappings that come with monofhir"
    return Problem("mappings-missing", "error", message, Location(shown))


def compile_lexicon(name: str, file: YamlFile, sieve: Sieve | None = None) -> Lexicon:
    """Turns the data of one lexicon file into a Lexicon.

    Lexicons that are searched in the same texts share a sieve. Raises ProblemError with `mappings-bad-pattern` where a
    regular expression does not compile.
    """
    terms: dict[str, Term] = {}
    words: dict[str, Term] = {}
    patterns: list[tuple[str, Term]] = []
    for key, entry in file.data["terms"].items():
        term = _term(str(key), entry or {}, file.at("terms", key))
        terms[term.key] = term
        for word in term.words:
            words.setdefault(_fold(word), term)
        patterns += [(source, term) for source in term.patterns]
    tokens = frozenset(token for word in words for token in word.split())
    owners = tuple(term for _, term in patterns)
    try:
        found_by = alternatives([source for source, _ in patterns], tuple(filter(None, words)), sieve or Sieve())
    except re.error:
        raise ProblemError(*_bad_patterns(file)) from None
    return Lexicon(name, terms, tokens, words, owners, found_by)


def _term(key: str, entry: Mapping[str, Any], location: Location) -> Term:
    rest = {name: value for name, value in entry.items() if name not in ("words", "patterns")}
    words = tuple(str(word) for word in entry.get("words") or ())
    folded = frozenset(word.casefold() for word in words)
    return Term(key, words, tuple(entry.get("patterns") or ()), rest, location, folded)


def _bad_patterns(file: YamlFile) -> Iterator[Problem]:
    for key, entry in file.data["terms"].items():
        for index, source in enumerate((entry or {}).get("patterns") or ()):
            try:
                re.compile(source, re.IGNORECASE)
            except re.error as error:
                location = file.at("terms", key, "patterns", index)
                yield Problem("mappings-bad-pattern", "error", f"not a regular expression: {error}", location)


def _fold(words: str) -> str:
    return re.sub(r"[\s-]+", " ", words).strip().casefold()
