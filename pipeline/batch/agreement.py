"""What a process on another machine must have in common with the run that it works for."""

from __future__ import annotations

import socket
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path

from pipeline.batch.fingerprint import data_of, program
from pipeline.batch.settings import Settings
from pipeline.problems import Problem, ProblemError

# The release and the hash of its code: plain text, which any other release can read.
Code = tuple[str, str]


@cache
def code() -> Code:
    return version("monofhir"), program()


def demand_code(wanted: Code) -> None:
    """Raises ProblemError (`cluster-mismatch`) where this process runs other code than the one that asks."""
    (release, _), (wanted_release, _) = code(), wanted
    if release != wanted_release:
        raise _mismatch(f"has monofhir {release}, this run {wanted_release}")
    if code() != wanted:
        raise _mismatch(f"has other code of monofhir {release} than this run")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """A hash of the mappings and vocabularies, and some files that the run sees: its output folder, a monograph."""

    data: str
    files: tuple[Path, ...]

    @classmethod
    def here(cls, settings: Settings, files: tuple[Path, ...]) -> Surroundings:
        return cls(data_of(settings), files)

    def demand(self, settings: Settings) -> None:
        """Raises ProblemError (`cluster-mismatch`, `cluster-storage`) where this process has others."""
        for file in self.files:
            if not file.exists():
                message = f"does not see {file}; monographs, mappings and output must lie where all workers see them"
                raise _problem("cluster-storage", message)
        if data_of(settings) != self.data:
            raise _mismatch("has other mappings or vocabularies than this run")


def _mismatch(message: str) -> ProblemError:
    advice = "all must have the same, and workers that ran during an update must be started anew"
    return _problem("cluster-mismatch", f"{message}; {advice}")


def _problem(code: str, message: str) -> ProblemError:
    return ProblemError(Problem(code, "error", f"the worker on {socket.gethostname()} {message}"))
