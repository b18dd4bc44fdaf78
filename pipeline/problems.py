"""Problems are values: they travel with the result and only `report` prints them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "information"]
# From the worst to the least.
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "information")
# The code of a fault of ours in one input, while the others go on.
FAULT = "internal-error"


@dataclass(frozen=True, slots=True)
class Location:
    """A place in a file: the path as the user knows it, line and column counted from 1."""

    path: str
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        return ":".join(str(part) for part in (self.path, self.line, self.column) if part is not None)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong or worth knowing, said so that its reader knows what to do.

    `code` is stable and listed in docs/problems.md. `location` points into the monograph, `rule` into the
    mapping file that was applied, `element` is a FHIRPath such as `ClinicalUseDefinition.subject[0]`, and
    `resource` is `Type/id`.
    """

    code: str
    severity: Severity
    message: str
    location: Location | None = None
    rule: Location | None = None
    resource: str | None = None
    element: str | None = None

    @property
    def is_error(self) -> bool:
        return self.severity == "error"


class ProblemError(Exception):
    """Raised where a stage cannot go on; carries the problems that say why."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("; ".join(problem.message for problem in problems))
        self.problems = problems

    def __reduce__(self) -> tuple[type[ProblemError], tuple[Problem, ...]]:
        """How it passes between processes."""
        return ProblemError, self.problems
