"""What a process on another machine must have in common with the run that it works for."""

from __future__ import annotations

import socket
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from pipeline.batch.fingerprint import data_of, program
from pipeline.batch.work import Settings
from pipeline.problems import Problem, ProblemError


@dataclass(frozen=True, slots=True)
class Agreement:
    """What the run works with. `files` are some that it sees: its output folder, its first monograph."""

    release: str
    program: str
    data: str
    files: tuple[Path, ...]

    @classmethod
    def here(cls, settings: Settings, files: tuple[Path, ...]) -> Agreement:
        return cls(version("monofhir"), program(), data_of(settings), files)

    def demand(self, settings: Settings) -> None:
        """Raises ProblemError where this process has something else."""
        mine = Agreement.here(settings, ())
        host = socket.gethostname()
        if mine.release != self.release:
            raise _mismatch(f"the worker on {host} has monofhir {mine.release}, this run {self.release}")
        if mine.program != self.program:
            raise _mismatch(f"the worker on {host} has other code of monofhir {mine.release} than this run")
        if mine.data != self.data:
            raise _mismatch(f"the worker on {host} has other mappings or vocabularies than this run")
        for file in self.files:
            if not file.exists():
                message = (
                    f"the worker on {host} does not see {file}; monographs, mappings and output must lie where all "
                    "workers see them, under the same path"
                )
                raise ProblemError(Problem("cluster-storage", "error", message))


def _mismatch(message: str) -> ProblemError:
    advice = "; all must have the same, and workers that ran during an update must be started anew"
    return ProblemError(Problem("cluster-mismatch", "error", message + advice))
