"""Problems and summaries for people and for machines. FORMATS names each form of the problems."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from enum import Enum
from typing import TextIO

from pipeline.problems import Problem
from pipeline.report.github import github
from pipeline.report.html import html
from pipeline.report.json import json
from pipeline.report.junit import junit
from pipeline.report.outcome import outcome
from pipeline.report.sarif import sarif
from pipeline.report.text import text_line

# What was checked (by path), each with its problems, in order -> the whole report. Text alone is written line by line.
Checked = Mapping[str, tuple[Problem, ...]]
FORMATS: Mapping[str, Callable[[Checked], str] | None] = {
    "text": None,
    "json": json,
    "outcome": outcome,
    "junit": junit,
    "sarif": sarif,
    "github": github,
    "html": html,
}


class Verdict(Enum):
    """How a run ended; `cli` turns it into the exit code."""

    DONE = "done"
    PROBLEMS = "problems"
    FAULT = "fault"


class Reporter:
    """Writes problems as lines at once, or gathers them for a format that is one document.

    Lines go through `say` (to standard error, past a progress bar), documents to `out`. Information is for
    documents, and for lines only if `verbose`.
    """

    def __init__(self, form: str, out: TextIO, say: Callable[[str], None], *, verbose: bool = False) -> None:
        self._render = FORMATS[form]
        self._out = out
        self._say = say
        self._verbose = verbose
        self._checked: dict[str, tuple[Problem, ...]] = {}
        self.verdict = Verdict.DONE

    @property
    def is_document(self) -> bool:
        return self._render is not None

    def add(self, checked: str, problems: Iterable[Problem]) -> None:
        found = tuple(problems)
        self._judge(found)
        if self._render:
            self._checked[checked] = (*self._checked.get(checked, ()), *found)
            return
        for problem in found:
            if self._verbose or problem.severity != "information":
                self._say(text_line(problem))

    def close(self) -> None:
        if self._render:
            self._out.write(self._render(self._checked))

    def _judge(self, problems: tuple[Problem, ...]) -> None:
        if any(problem.code == "internal-error" for problem in problems):
            self.verdict = Verdict.FAULT
        elif self.verdict is Verdict.DONE and any(problem.is_error for problem in problems):
            self.verdict = Verdict.PROBLEMS
