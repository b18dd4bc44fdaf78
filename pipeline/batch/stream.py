"""Bundles as a stream: one a line, in input order. Nothing else is written, and nothing is remembered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import BinaryIO

from pipeline.batch.errand import Errand
from pipeline.batch.local import Run, Tell
from pipeline.batch.pool import outcomes
from pipeline.batch.settings import Settings
from pipeline.deliver.totals import Totals
from pipeline.read import Input


def convert_to(stream: BinaryIO, inputs: Sequence[Input], settings: Settings, jobs: int | None, tell: Tell) -> Run:
    """Writes the bundles without errors, and tells each outcome. Raises ProblemError where the settings do not hold."""
    totals = Totals()
    try:
        for outcome in outcomes(inputs, Errand(settings), jobs):
            if outcome.ok and isinstance(outcome.bundle, bytes):
                stream.write(outcome.bundle)
            totals.add(outcome)
            tell(outcome, None)
        stream.flush()
    except (KeyboardInterrupt, BrokenPipeError) as interruption:
        return Run(totals, interruption)
    return Run(totals)
