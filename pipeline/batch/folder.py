"""A run over one output folder, which it has for itself from beginning to end."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from pipeline.batch.cluster import cluster_outcomes
from pipeline.batch.errand import Errand
from pipeline.batch.fingerprint import fingerprint
from pipeline.batch.ledger import Ledger, ledger
from pipeline.batch.local import Output, Run, Tell, convert_changed
from pipeline.batch.pool import outcomes
from pipeline.batch.settings import Settings
from pipeline.batch.vanished import clear_vanished
from pipeline.deliver.atomic import no_drafts, replacing, write_problem
from pipeline.model.outcome import Outcome
from pipeline.problems import Location, Problem, ProblemError
from pipeline.read import Input
from pipeline.storage.folders import Folder

ATTEMPT = ".monofhir"


@dataclass(frozen=True, slots=True)
class Plan:
    """How a run goes about its work.

    jobs      the processes to work in; None for as many as there are cores and as are worth their start
    force     convert also what has not changed since the last run
    prune     remove the bundles of monographs that are gone from `folders`, the addresses of input folders
    cluster   the address of a Dask scheduler whose workers convert, or `local` for one of this machine
    ledgers   where those of outputs elsewhere are kept; None for among the user's own data
    tells_bundles   each bundle is told as it is; else processes may have written it, so that a draft is told
    """

    output: Output
    jobs: int | None = None
    force: bool = False
    prune: bool = False
    folders: tuple[str, ...] = ()
    cluster: str | None = None
    ledgers: Path | None = None
    tells_bundles: bool = False


def convert_all(
    inputs: Sequence[Input],
    settings: Settings,
    plan: Plan,
    tell: Tell,
    notice: Callable[[Problem], None],
) -> Run:
    """Converts what has changed. Each outcome is told in input order; `notice` gets what concerns the folder itself.

    Raises ProblemError where the folder cannot be written or is in use, and where the settings do not hold.
    """
    folder = plan.output.folder
    try:
        key = fingerprint(settings, plan.output.form, plan.output.keep_invalid, plan.output.partitions)
        with ledger(folder, key, force=plan.force, ledgers=plan.ledgers) as known, no_drafts(folder):
            _try_to_write(folder)
            for problem in _noticed(known, inputs, plan):
                notice(problem)
            errand = Errand(settings, None if plan.tells_bundles else plan.output)
            convert = partial(_outcomes, errand=errand, plan=plan)
            return convert_changed(inputs, convert, plan.output, known, tell)
    except OSError as error:
        raise ProblemError(write_problem(error, str(folder))) from error


def _outcomes(inputs: Sequence[Input], errand: Errand, plan: Plan) -> Iterator[Outcome]:
    if plan.cluster is None:
        return outcomes(inputs, errand, plan.jobs)
    return cluster_outcomes(inputs, errand, plan.cluster, plan.jobs)


def _try_to_write(folder: Folder) -> None:
    """Whether a store takes what is written is not to be found out after an hour of conversions. Raises OSError."""
    if not isinstance(folder, Path):
        with replacing(folder / ATTEMPT):
            pass
        (folder / ATTEMPT).unlink()


def _noticed(known: Ledger, inputs: Sequence[Input], plan: Plan) -> Iterator[Problem]:
    folder = plan.output.folder
    if known.was_rebuilt:
        message = "its ledger of earlier runs was damaged and is begun anew: every monograph is converted again"
        yield Problem("ledger-rebuilt", "warning", message, Location(str(folder)))
    yield from clear_vanished(known, folder, inputs, plan.folders, prune=plan.prune)
