"""Makes names comparable: case, accents, hyphens, Greek letters, plural, British spelling, inverted order."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.rules.files import mappings_directory, shown_as
from pipeline.rules.yaml_file import read_yaml
from pipeline.terminology.remembered import Remembered

FILE = "terminology/words.yaml"
_WORD = re.compile(r"[a-z0-9]+(?:'[a-z]+)?")
_POSSESSIVE = re.compile(r"(?:'s|s'|')(?![a-z])")


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """The rules of mappings/terminology/words.yaml."""

    greek: Mapping[int, str]
    spelling: tuple[tuple[re.Pattern[str], str], ...]
    signs: tuple[tuple[str, str], ...]
    unsaid: tuple[tuple[str, ...], ...]
    plurals: Mapping[str, str]
    endings: tuple[tuple[str, str], ...]
    articles: frozenset[str]
    openings: frozenset[str]
    joint: frozenset[str]
    fixed: frozenset[str]
    longest: int
    _known: Remembered[str, str] = field(default_factory=Remembered)

    @classmethod
    def load(cls, directory: Path | None = None) -> Words:
        """Raises ProblemError where the file cannot be read."""
        directory = directory or mappings_directory()
        path = directory / FILE
        return cls.of(read_yaml(path, shown_as(path, directory)).data)

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Words:
        order = data["order"]
        return cls(
            {ord(letter): name for letter, name in data["greek"].items()},
            tuple((re.compile(rule["pattern"]), rule["to"]) for rule in data["spelling"]),
            tuple((sign, f" {name} ") for sign, name in data["signs"].items()),
            tuple(tuple(ending.split()) for ending in data["unsaid"]),
            data["plurals"],
            tuple((rule["ending"], rule["to"]) for rule in data["endings"]),
            frozenset(data["articles"]),
            frozenset(data["openings"]),
            frozenset(order["joint"]),
            frozenset(order["fixed"]),
            order["longest"],
        )

    def tokens(self, text: str) -> tuple[str, ...]:
        """The words of a name in the one form that they are compared in."""
        plain = text.casefold().translate(self.greek).replace("’", "'")
        if "(" in plain:
            for sign, name in self.signs:
                plain = plain.replace(sign, name)
        if not plain.isascii():
            plain = "".join(char for char in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(char))
        plain = _POSSESSIVE.sub("", plain)
        words = [word for word in _WORD.findall(plain) if word not in self.articles]
        if len(words) > 1 and words[0] in self.openings:
            del words[0]
        return tuple(map(self._word, words))

    def key(self, text: str) -> str:
        """What all spellings of one name share: "Oedema, peripheral" and "oedemas peripheral" have one key."""
        return " ".join(self.tokens(text))

    def keys(self, label: str) -> Iterator[str]:
        """The keys that a label of a vocabulary is found by: its own, and one of each safe order of its words."""
        tokens = self.tokens(label)
        yield " ".join(tokens)
        for ending in self.unsaid:
            if tokens[-len(ending) :] == ending:
                yield " ".join(tokens[: -len(ending)])
                break
        if ", " in label:
            yield self.key(" ".join(reversed(label.split(", "))))
        free = self.free(tokens)
        if free is not None:
            yield free

    def free(self, tokens: tuple[str, ...]) -> str | None:
        """A key in which the order of words does not count, for the few words where it cannot change the sense."""
        content = sorted(token for token in tokens if token not in self.joint)
        if not 1 < len(content) <= self.longest or not self.fixed.isdisjoint(content):
            return None
        return "~" + " ".join(content)

    def _word(self, word: str) -> str:
        known = self._known.get(word)
        if known is None:
            known = self._known[word] = self._folded(word)
        return known

    def _folded(self, word: str) -> str:
        word = self.plurals.get(word, word)
        if len(word) > 3:
            for ending, to in self.endings:
                if word.endswith(ending):
                    word = word[: len(word) - len(ending)] + to
                    break
        for pattern, to in self.spelling:
            word = pattern.sub(to, word)
        return word
