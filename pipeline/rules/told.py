"""What goes wrong over a mapping file, in the words of `monofhir mappings check`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.problems import ProblemError

_RAISED = (ProblemError, OSError, LookupError, AttributeError, TypeError, re.error)


@contextmanager
def told_by_check(directory: Path, release: str = "r5") -> Iterator[None]:
    """Raises ProblemError with all that is wrong with the mapping files, where something within comes to grief.

    The schemas say better what a file lacks; they are read only then, since a run does not need them. What the check
    knows nothing of is raised as it is.
    """
    try:
        yield
    except _RAISED as error:
        if isinstance(error, ProblemError) and not all(one.code.startswith("mappings-") for one in error.problems):
            raise  # of codes and vocabularies, which are no concern of the check
        from pipeline.rules.check import check  # noqa: PLC0415

        problems = check(directory, release)
        if not problems:
            raise
        raise ProblemError(*problems) from error
