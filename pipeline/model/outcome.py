"""What became of one monograph: small and plain, so that it can pass between processes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from pipeline.model.coverage import Coverage, Residue
from pipeline.problems import Location, Problem


@dataclass(frozen=True, slots=True)
class Draft:
    """A bundle that is written but not yet in its place: its file below the output folder, and its SHA-256."""

    file: str
    digest: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """The bundle, what is wrong with it, and the numbers of the run's summary.

    path        the monograph, relative to its input folder: what the output is named after
    shown       the same file as the user named it: what a terminal or a code host can open
    bundle      as JSON or as a draft of it; None where none could be made; an invalid one is there, `ok` tells
    facts       how many of each kind
    residue     the sentences of fact-bearing sections that back no fact; `coverage` counts all of them
    traceback   of a fault of ours
    source      the SHA-256 of the monograph's bytes; None where they could not be read
    is_final    False where something that was to be asked did not answer, so that another run may make more of it
    is_stored   whether the bundle is one that an earlier run delivered and nothing has changed since
    """

    path: str
    shown: str
    problems: tuple[Problem, ...] = ()
    bundle: bytes | Draft | None = None
    facts: Mapping[str, int] = field(default_factory=dict)
    residue: tuple[Residue, ...] = ()
    coverage: Coverage = field(default_factory=Coverage)
    traceback: str | None = None
    source: str | None = None
    is_final: bool = True
    is_stored: bool = False

    @property
    def ok(self) -> bool:
        return self.bundle is not None and not any(problem.is_error for problem in self.problems)

    def with_problem(self, problem: Problem) -> Outcome:
        return replace(self, problems=(*self.problems, problem))

    def shown_problems(self) -> tuple[Problem, ...]:
        """The problems at the path that the user knows, also those that have no place."""
        return tuple(replace(problem, location=self._shown(problem)) for problem in self.problems)

    def _shown(self, problem: Problem) -> Location:
        if problem.location is None:
            return Location(self.shown)
        return replace(problem.location, path=self.shown) if problem.location.path == self.path else problem.location
