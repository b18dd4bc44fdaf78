"""The sums of a run, in memory that does not grow with the number of monographs."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from pipeline.model.coverage import HEAPS
from pipeline.model.outcome import Outcome


@dataclass(slots=True)
class Totals:
    """`spread` says for each kind of fact how many monographs have how many of it: enough for a median."""

    monographs: int = 0
    converted: int = 0
    spread: defaultdict[str, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))
    sentences: Counter[str] = field(default_factory=Counter)
    problems: Counter[str] = field(default_factory=Counter)

    def add(self, outcome: Outcome) -> None:
        self.monographs += 1
        self.converted += outcome.ok
        for kind, count in outcome.facts.items():
            self.spread[kind][count] += 1
        self.sentences.update(outcome.coverage.total.as_dict())
        self.problems.update(problem.code for problem in outcome.problems)

    @property
    def facts(self) -> dict[str, int]:
        return {
            kind: sum(size * times for size, times in counts.items()) for kind, counts in sorted(self.spread.items())
        }

    def median(self, kind: str) -> int:
        """Of the monographs that have any, as a whole number."""
        return int(median(self.spread[kind].elements()))

    def shown(self) -> dict[str, Any]:
        return {
            "monographs": self.monographs,
            "converted": self.converted,
            "facts": self.facts,
            **{name: self.sentences[name] for name in HEAPS},
            "problems": dict(sorted(self.problems.items())),
        }
