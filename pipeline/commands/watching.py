"""`monofhir convert --watch`: converts what changes while it is worked on, and tells what that does to the facts."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from importlib.util import find_spec
from pathlib import Path

import orjson

from pipeline.batch import Plan, Settings, convert_all
from pipeline.batch.fingerprint import DRAFTS
from pipeline.comparison.delivered import delivered
from pipeline.comparison.facts import Compared
from pipeline.comparison.stated import Stated
from pipeline.model.outcome import Draft, Outcome
from pipeline.problems import SEVERITIES, Problem, ProblemError
from pipeline.read import discover, folder_of
from pipeline.read.input import ARCHIVE, MEDIA_TYPES
from pipeline.report.comparison import write
from pipeline.report.progress import say
from pipeline.report.text import text_line
from pipeline.rules import mappings_directory

# In milliseconds: a look begins once nothing has changed for a step, at the latest after the longest wait. An editor
# saves in several steps (a draft, a rename, a touch), all of which are then one change.
STEP, LONGEST_WAIT, FIRST_LOOK = 200, 1600, 500


def need_watchfiles() -> None:
    """Raises ProblemError (`watch-no-library`) where the library that watches is not there."""
    if find_spec("watchfiles") is None:
        message = "--watch needs watchfiles: pip install 'monofhir[watch]'"
        raise ProblemError(Problem("watch-no-library", "error", message))


def changes_of(paths: Sequence[str], mappings: Path | None) -> Iterator[object]:
    """Something each time that an input or a mapping file changes, until Ctrl-C; and once when the watch has begun."""
    from watchfiles import watch  # noqa: PLC0415 - an extra

    rules = (mappings or mappings_directory()).resolve()
    folders = {folder_of(path).resolve() for path in paths}
    has_folders = not all(Path(path).is_file() for path in paths)
    if not has_folders:  # what else stands below the folder of a single file is none of ours
        folders |= {path for path in rules.rglob("*") if path.is_dir()}
    events = watch(
        *folders,
        rules,
        watch_filter=lambda _, changed: is_watched(Path(changed), rules),
        debounce=LONGEST_WAIT,
        step=STEP,
        rust_timeout=FIRST_LOOK,
        yield_on_timeout=True,
        recursive=has_folders,
    )
    return (changed for number, changed in enumerate(events) if changed or not number)


def is_watched(path: Path, mappings: Path) -> bool:
    """Whether it can be an input or a mapping file, rather than what an editor leaves beside one."""
    if mappings in path.parents:
        return not path.name.startswith(".") and not path.name.endswith(DRAFTS)
    return path.suffix.lower() in (*MEDIA_TYPES, ARCHIVE)


@dataclass(slots=True)
class Watch:
    """Runs again at each change, and compares each new bundle with the last good one of its monograph."""

    paths: Sequence[str]
    settings: Settings
    plan: Plan
    _compared: list[Compared] = field(default_factory=list)
    _last_good: dict[str, bytes] = field(default_factory=dict)
    _said: dict[str, str] = field(default_factory=dict)
    _noticed: set[Problem] = field(default_factory=set)

    def run(self, changes: Iterable[object]) -> None:
        """Until the changes end. What is wrong is said, and the watch goes on; raises KeyboardInterrupt on Ctrl-C."""
        say(f"watching {', '.join(self.paths)} and the mappings; Ctrl-C ends it")
        for _ in changes:
            try:
                self._look()
            except ProblemError as error:
                for problem in error.problems:
                    say(text_line(problem))

    def _look(self) -> None:
        self._compared.clear()
        run = convert_all(
            discover(self.paths),
            self.settings,
            replace(self.plan, force=False, tells_bundles=True),
            self._tell,
            self._notice,
        )
        if self._compared:
            write("text", self._compared, sys.stdout)
            sys.stdout.flush()
        if run.interruption:
            raise run.interruption

    def _tell(self, outcome: Outcome, before: bytes | None) -> None:
        if outcome.is_stored:
            return
        if outcome.ok:
            self._said.pop(outcome.path, None)
            old = _facts(self._last_good.pop(outcome.path, before))
            self._compared.append(Compared.of(outcome.shown, old, _facts(outcome.bundle)))
        else:
            self._broken(outcome, before)

    def _broken(self, outcome: Outcome, before: bytes | None) -> None:
        """One line: most likely its author is not done. It is compared with what it was when it is whole again."""
        if before is not None:
            self._last_good.setdefault(outcome.path, before)
        first, *others = sorted(outcome.shown_problems(), key=lambda one: SEVERITIES.index(one.severity))
        line = text_line(first) + (f" (and {len(others)} more)" if others else "")
        if self._said.get(outcome.path) != line:  # what cannot be read is tried again at every look
            self._said[outcome.path] = line
            say(line)

    def _notice(self, problem: Problem) -> None:
        """What concerns the folder is found at every look, and said once."""
        if problem not in self._noticed:
            self._noticed.add(problem)
            say(text_line(problem))


def _facts(bundle: bytes | Draft | None) -> tuple[Stated, ...]:
    return delivered(orjson.loads(bundle)) if isinstance(bundle, bytes) else ()
