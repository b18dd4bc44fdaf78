"""Word lists: `mappings/lexicon/<name>.yaml`, each compiled once into one case-blind pattern."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from pipeline.problems import Location, Problem, ProblemError
from pipeline.rules.alternation import any_of, which, words_pattern
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
    """All terms of one file; `source` is a regular expression for any of them, the longest words first.

    `tokens` has every single word of its words: a text with none of them needs no search for words.
    """

    name: str
    terms: Mapping[str, Term]
    source: str = field(repr=False)
    tokens: frozenset[str] = field(repr=False)
    _words: Mapping[str, Term] = field(repr=False)
    _patterns: tuple[Term, ...] = field(repr=False)

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Compiled when it is first asked for: that takes most of the time of a start."""
        return re.compile(self.source, re.IGNORECASE)

    def __getstate__(self) -> dict[str, Any]:
        """Without the compiled pattern, which every process compiles for itself when it needs it."""
        return {name: value for name, value in self.__dict__.items() if name != "pattern"}

    def find(self, text: str, start: int = 0, end: int | None = None) -> Iterator[Hit]:
        """Every term in `text[start:end]`, left to right, without overlaps."""
        for match in self.pattern.finditer(text, start, len(text) if end is None else end):
            term = self._term(match)
            if term is not None:
                yield Hit(match.start(), match.end(), term, match)

    def first(self, text: str, start: int = 0, end: int | None = None) -> Hit | None:
        return next(self.find(text, start, end), None)

    def opening(self, text: str) -> Term | None:
        """The term with which the text begins."""
        match = self.pattern.match(text)
        return self._term(match) if match else None

    def get(self, words: str) -> Term | None:
        """The term whose word or pattern is the whole of `words`."""
        match = self.pattern.fullmatch(words.strip())
        return self._term(match) if match else None

    def _term(self, match: re.Match[str]) -> Term | None:
        """A word goes before a pattern that matches the same."""
        known = self._words.get(_fold(match.group())) if self._words else None
        index = which(match)
        return known if known or index is None else self._patterns[index]


def compile_lexicon(name: str, file: YamlFile) -> Lexicon:
    """Turns the data of one lexicon file into a Lexicon.

    Raises ProblemError with `mappings-bad-pattern` where a regular expression does not compile.
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
    source = _alternation(words, (source for source, _ in patterns))
    tokens = frozenset(token for word in words for token in word.split())
    lexicon = Lexicon(name, terms, source, tokens, words, tuple(term for _, term in patterns))
    try:
        _ = lexicon.pattern
    except re.error:
        raise ProblemError(*_bad_patterns(file)) from None
    return lexicon


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


def _alternation(words: Iterable[str], patterns: Iterable[str]) -> str:
    """One regular expression for all: patterns in their order, then words."""
    parts = [part for part in (any_of(patterns), words_pattern(words)) if part]
    return "|".join(parts) if parts else r"(?!)"
