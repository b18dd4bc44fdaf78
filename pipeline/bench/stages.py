"""A run as `monofhir convert --jobs 1` makes it, and what each stage of it takes.

The stages are timed where they are: for the time of the run, the names by which `run.convert` and its caller know them
mean the same functions with a stopwatch. So the order of the pipeline stands in one place alone, and what is measured
is what runs.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pipeline.extract
from pipeline import run
from pipeline.batch import Output, Plan, Settings, convert_all
from pipeline.batch import work as batch_work
from pipeline.batch.work import Work
from pipeline.bench.measurement import Stage
from pipeline.bench.stopwatch import Stopwatch, replaced
from pipeline.model.fact import Fact
from pipeline.model.outcome import Outcome
from pipeline.problems import Problem
from pipeline.read import Input
from pipeline.terminology.coder import Coder
from pipeline.terminology.in_document import InDocument

REST = "write, ledger and records"
# After so many monographs nearly all has happened that happens once in a process.
WARM = 20

# stage: whose name for which function
STAGES: Mapping[str, tuple[Any, str]] = {
    "read": (batch_work, "read"),
    "parse": (run, "parse"),
    "extract": (run, "extract"),
    "confirm dosages": (run, "confirm_facts"),
    "find abbreviations": (InDocument, "of"),
    "map": (run, "map_facts"),
    "bundle": (run, "assemble"),
    "validate": (run, "validate"),
    "encode": (batch_work, "encode"),
}
RESIDUE, LOOKUP = "find residue", "look up codes"
_PARTS: Mapping[str, tuple[Any, str]] = {RESIDUE: (pipeline.extract, "residue_of"), LOOKUP: (Coder, "code")}
_REGISTRIES = ("EXTRACTORS", "FROM_THE_REST")
_SETTINGS = Settings(plugged=False)


@dataclass(frozen=True, slots=True)
class Pass:
    """CPU seconds of one run over all monographs: of the whole, and of each stage or part of one."""

    seconds: float
    parts: Mapping[str, float]

    def stages(self, documents: int) -> Iterator[Stage]:
        for name in (*STAGES, REST):
            yield self._stage(name, None, documents)
            for part, stage in _part_names().items():
                if stage == name and part in self.parts:
                    yield self._stage(part, stage, documents)

    def _stage(self, name: str, part_of: str | None, documents: int) -> Stage:
        spent = self.parts.get(name, 0.0)
        return Stage(name, part_of, round(1000 * spent / documents, 3), round(spent / self.seconds, 4))


def started(inputs: Sequence[Input]) -> Work:
    """The work with what it needs, once it has done some: all checks on, and the codes that come with monofhir."""
    work = _SETTINGS.start()
    for item in inputs[:WARM]:
        work(item)
    return work


def convert_once(inputs: Sequence[Input], work: Work, output: Path) -> Pass:
    """Converts all, with what was started before, into a folder that is not there yet."""
    watch = Stopwatch()
    with replaced(Settings, {"start": lambda _: work}), _timed(watch):
        start = time.process_time()
        convert_all(inputs, _SETTINGS, Plan(Output(output), jobs=1), _ignore, _ignore_problem)
        seconds = time.process_time() - start
    stages = sum(watch.seconds[name] for name in STAGES)
    return Pass(seconds, {**watch.seconds, REST: seconds - stages})


@contextmanager
def _timed(watch: Stopwatch) -> Iterator[None]:
    with ExitStack() as stack:
        for name, (owner, function) in {**STAGES, **_PARTS}.items():
            timed = watch.timed(name, getattr(owner, function))
            stack.enter_context(replaced(owner, {function: timed}))
        for registry in _REGISTRIES:
            extractors = getattr(pipeline.extract, registry)
            timed_ones = {kind: watch.timed(_extractor(kind), _exhausted(one)) for kind, one in extractors.items()}
            stack.enter_context(replaced(pipeline.extract, {registry: timed_ones}))
        yield


def _exhausted(extractor: Callable[..., Iterable[Fact]]) -> Callable[..., list[Fact]]:
    """What gives one fact after the other works only while they are taken."""
    return lambda *arguments: list(extractor(*arguments))


def _part_names() -> dict[str, str]:
    """Each part and the stage that it is a part of."""
    extractors = {kind: "extract" for registry in _REGISTRIES for kind in getattr(pipeline.extract, registry)}
    return {**{_extractor(kind): stage for kind, stage in extractors.items()}, RESIDUE: "extract", LOOKUP: "map"}


def _extractor(kind: str) -> str:
    return f"extract {kind}"


def _ignore(_outcome: Outcome, _before: bytes | None) -> None:
    """What becomes of a monograph is no matter here."""


def _ignore_problem(_problem: Problem) -> None:
    """Nor is what is wrong with a folder that is removed at once."""
