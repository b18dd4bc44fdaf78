"""What words of a phrase are looked up, the most exact first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pipeline.terminology.words import Words

Tokens = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Splitter:
    """Phrases that may be taken off, as tokens, by the number of their words; the longest is tried first."""

    by_length: Mapping[int, frozenset[Tokens]]

    @classmethod
    def of(cls, phrases: Iterable[str], words: Words) -> Splitter:
        by_length: dict[int, set[Tokens]] = {}
        for phrase in phrases:
            tokens = words.tokens(phrase)
            by_length.setdefault(len(tokens), set()).add(tokens)
        return cls({length: frozenset(by_length[length]) for length in sorted(by_length, reverse=True)})

    @classmethod
    def joined(cls, splitters: Iterable[Splitter]) -> Splitter:
        """One that takes off what any of them does."""
        by_length: dict[int, frozenset[Tokens]] = {}
        for splitter in splitters:
            for length, phrases in splitter.by_length.items():
                by_length[length] = by_length.get(length, frozenset()) | phrases
        return cls({length: by_length[length] for length in sorted(by_length, reverse=True)})

    def off_the_front(self, tokens: Tokens) -> Tokens | None:
        """What is left without the phrase that it begins with; None where it begins with none."""
        for length, phrases in self.by_length.items():
            if length < len(tokens) and tokens[:length] in phrases:
                return tokens[length:]
        return None

    def off_the_end(self, tokens: Tokens) -> Tokens | None:
        for length, phrases in self.by_length.items():
            if length < len(tokens) and tokens[-length:] in phrases:
                return tokens[:-length]
        return None

    def before_the_first(self, tokens: Tokens) -> Tokens | None:
        """What stands before the first such phrase within."""
        for start in range(1, len(tokens)):
            for length, phrases in self.by_length.items():
                if tokens[start : start + length] in phrases:
                    return tokens[:start]
        return None


@dataclass(frozen=True, slots=True)
class Reduction:
    """What one kind of concept allows to be taken off its words."""

    ends: Splitter
    heads: Splitter

    def candidates(self, tokens: Tokens) -> Iterator[Tokens]:
        """The words themselves, then with less and less of them; nothing twice."""
        seen: set[Tokens] = set()
        waiting: list[Tokens] = [tokens]
        while waiting:
            current = waiting.pop(0)
            if current and current not in seen:
                seen.add(current)
                yield current
                shorter = (self.ends.off_the_front(current), self.ends.off_the_end(current))
                waiting += [candidate for candidate in shorter if candidate]
            if not waiting and (head := self.heads.before_the_first(current)) and head not in seen:
                waiting.append(head)
