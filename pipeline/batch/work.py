"""The work on one input."""

from __future__ import annotations

import gc
import traceback
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from pipeline.batch.settings import Settings
from pipeline.deliver.encode import encode
from pipeline.model.coding import Codes
from pipeline.model.outcome import Outcome
from pipeline.options import Options
from pipeline.problems import Location, Problem, ProblemError
from pipeline.read import MAX_SIZE, Input, read
from pipeline.rules import Rules, load
from pipeline.run import convert
from pipeline.terminology.load import load_coder, open_server

if TYPE_CHECKING:  # the client is an import that few runs need
    from pipeline.terminology.server import Server

# Objects made, and not yet freed, before the collector looks for cycles.
_ALLOCATIONS = 100_000


@dataclass(frozen=True, slots=True)
class Work:
    """Reads, converts and encodes. Content problems and faults of ours alike end up in the outcome."""

    rules: Rules
    options: Options
    codes: Codes | None = None
    indent: bool = False
    max_size: int = MAX_SIZE
    encoding: str | None = None
    server: Server | None = None

    def __call__(self, item: Input) -> Outcome:
        try:
            return self._convert(item)
        except ProblemError as error:
            return _failed(item, error.problems)
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:  # a panic of a compiled parser is no Exception
            message = f"monofhir failed on this monograph ({type(error).__name__}: {error}); please report it"
            problem = Problem("internal-error", "error", message, Location(item.path))
            return _failed(item, (problem,), "".join(traceback.format_exception(error)))

    def _convert(self, item: Input) -> Outcome:
        source, problems = read(item, max_size=self.max_size, encoding=self.encoding)
        conversion = convert(source, self.rules, self.options, self.codes)
        return Outcome(
            path=item.path,
            shown=item.shown,
            problems=(*problems, *conversion.problems, *(self.server.news() if self.server else ())),
            bundle=None if conversion.bundle is None else encode(conversion.bundle, indent=self.indent),
            facts=dict(Counter(fact.kind for fact in conversion.facts)),
            residue=conversion.residue,
            coverage=conversion.coverage,
            source=sha256(source.data).hexdigest(),
            is_final=self.server is None or self.server.answers_all,
        )


def start(settings: Settings) -> Work:
    """Loads what the work needs. Raises ProblemError for what is wrong with it."""
    rules = load(settings.mappings)
    server = open_server(settings.tx, settings.tx_cache, settings.tx_translate) if settings.tx else None
    coder = load_coder(settings.mappings, plugged=settings.plugged, server=server) if settings.codes else None
    _spare_the_collector()
    return Work(rules, settings.options, coder, settings.indent, settings.max_size, settings.encoding, server)


def _spare_the_collector() -> None:
    """Rules and vocabularies stay to the end and a monograph leaves few cycles: to look for them seldom saves a tenth
    of the time."""
    gc.freeze()
    gc.set_threshold(_ALLOCATIONS, *gc.get_threshold()[1:])


def _failed(item: Input, problems: Sequence[Problem], trace: str | None = None) -> Outcome:
    return Outcome(item.path, item.shown, tuple(problems), traceback=trace)
