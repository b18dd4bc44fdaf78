"""Problems and summaries for people and for machines. FORMATS names each form of the problems, `text` first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import Enum
from importlib import import_module
from typing import TextIO

from pipeline.problems import FAULT, SEVERITIES, Problem, Severity
from pipeline.report.text import text_line
from pipeline.triage import LENIENT, Policy

# What was checked (by path), each with its problems, in order.
Checked = Mapping[str, tuple[Problem, ...]]
# One module each. Text alone is no document.
FORMATS = ("text", "json", "outcome", "junit", "sarif", "github", "html")


def renderer(form: str) -> Callable[[Checked], str] | None:
    """The function that writes a report as a document; imported when it is asked for, since some need much."""
    if form == FORMATS[0]:
        return None
    return getattr(import_module(f"pipeline.report.{form}"), form)  # type: ignore[no-any-return]


class Verdict(Enum):
    """How a run ended; `cli` turns it into the exit code."""

    DONE = "done"
    PROBLEMS = "problems"
    FAULT = "fault"


class Reporter:
    """Writes problems as lines at once, or gathers them for a format that is one document.

    Lines go through `say` (to standard error, past a progress bar), documents to `out`. Information is for
    documents, and for lines only if `verbose`. What the policy lets pass is neither written nor counted.
    """

    def __init__(
        self,
        form: str,
        out: TextIO,
        say: Callable[[str], None],
        *,
        verbose: bool = False,
        policy: Policy = LENIENT,
    ) -> None:
        self._render = renderer(form)
        self._out = out
        self._say = say
        self._told = SEVERITIES if verbose else SEVERITIES[:-1]
        self._policy = policy
        self._checked: dict[str, tuple[Problem, ...]] = {}
        self.verdict = Verdict.DONE

    @property
    def is_document(self) -> bool:
        return self._render is not None

    def add(self, checked: str, problems: Iterable[Problem]) -> None:
        left = tuple(problem for problem in problems if not self._policy.lets_pass(problem, checked))
        self._tell(checked, left, self._told)

    def close(self) -> None:
        """What is wrong with the policy's own files is told whatever its severity."""
        for problem in self._policy.close(tuple(self._checked)):
            self._tell(problem.location.path if problem.location else "", (problem,), SEVERITIES)
        if summary := self._policy.summary():
            self._say(summary)
        if self._render:
            self._out.write(self._render(self._checked))

    def _tell(self, checked: str, problems: tuple[Problem, ...], told: Sequence[Severity]) -> None:
        """Without a document to write, only the names of what was checked are kept."""
        self._judge(problems)
        self._checked[checked] = (*self._checked.get(checked, ()), *problems) if self._render else ()
        if self._render is None:
            for problem in problems:
                if problem.severity in told:
                    self._say(text_line(problem))

    def _judge(self, problems: tuple[Problem, ...]) -> None:
        if any(problem.code == FAULT for problem in problems):
            self.verdict = Verdict.FAULT
        elif self.verdict is Verdict.DONE and any(map(self._policy.fails, problems)):
            self.verdict = Verdict.PROBLEMS
