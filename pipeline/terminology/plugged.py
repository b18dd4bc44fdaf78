"""Vocabularies that the user plugged in: one `NAME.tsv.gz` each in the user's data directory."""

from __future__ import annotations

import re
from pathlib import Path

from pipeline.problems import Location, Problem, ProblemError
from pipeline.rules.files import write_whole
from pipeline.storage.user import user_data
from pipeline.terminology.vocabulary import Vocabulary, packed

SUFFIX = ".tsv.gz"
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")


def plugged_directory() -> Path:
    """Where plugged vocabularies are kept."""
    return user_data() / "vocabularies"


def plugged_files() -> tuple[Path, ...]:
    return tuple(sorted(plugged_directory().glob(f"*{SUFFIX}")))


def plug_in(vocabulary: Vocabulary, embedded: frozenset[str]) -> Path:
    """Keeps a vocabulary, in place of an older one of that name; the file is whole or as it was before.

    Raises ProblemError for a name that is none or that an embedded vocabulary has, and where it cannot be written.
    """
    name = vocabulary.name
    if not _NAME.fullmatch(name) or name in embedded:
        message = f"'{name}' is no name for it: a-z, 0-9, - and _, and not {', '.join(sorted(embedded))} (--name)"
        raise ProblemError(Problem("terminology-bad-name", "error", message))
    place = plugged_directory() / f"{name}{SUFFIX}"
    try:
        write_whole(place, packed(vocabulary))
    except OSError as error:
        raise _unwritten(error, place) from error
    return place


def unplug(name: str) -> None:
    """Removes a vocabulary. Raises ProblemError for one that is not plugged in, or that cannot be removed."""
    known = {path.name.removesuffix(SUFFIX): path for path in plugged_files()}
    if name not in known:
        message = f"no vocabulary '{name}' is plugged in; there is {', '.join(known) or 'none'}"
        raise ProblemError(Problem("terminology-unknown-name", "error", message))
    try:
        known[name].unlink()
    except OSError as error:
        raise _unwritten(error, known[name]) from error


def _unwritten(error: OSError, place: Path) -> ProblemError:
    message = f"plugged vocabularies cannot be changed there ({error.strerror}); name another place with MONOFHIR_DATA"
    return ProblemError(Problem("terminology-data", "error", message, Location(str(place))))
