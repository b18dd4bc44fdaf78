"""Which of the problems that were found still matter: what is ignored with a reason, what was known before."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Protocol

from pipeline.problems import FAULT, SEVERITIES, Problem, Severity


class Sieve(Protocol):
    """Takes problems out of a run. `checked` is the name under which a file was checked."""

    def takes(self, problem: Problem, checked: str) -> bool:
        """Whether the problem need not be told; counted once for each time that it is asked."""

    def close(self, checked: Collection[str]) -> Iterator[Problem]:
        """Called once at the end of a run over these files: gives what is wrong with the sieve itself."""

    def summary(self) -> str:
        """What was taken, in a few words; empty where nothing was."""


@dataclass(frozen=True, slots=True)
class Policy:
    """What makes a run fail, and what is taken out of it before, sieve after sieve."""

    fail_on: Severity = "error"
    sieves: tuple[Sieve, ...] = ()

    def lets_pass(self, problem: Problem, checked: str) -> bool:
        """A fault of ours never passes."""
        return problem.code != FAULT and any(sieve.takes(problem, checked) for sieve in self.sieves)

    def fails(self, problem: Problem) -> bool:
        return SEVERITIES.index(problem.severity) <= SEVERITIES.index(self.fail_on)

    def close(self, checked: Collection[str]) -> Iterator[Problem]:
        for sieve in self.sieves:
            yield from sieve.close(checked)

    def summary(self) -> str:
        return "; ".join(filter(None, (sieve.summary() for sieve in self.sieves)))


LENIENT = Policy()
