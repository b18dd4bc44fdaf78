"""A push from its beginning to its end: ask the server, compare, send, retire. No other module knows the order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import httpx

from pipeline.problems import Location, Problem, ProblemError
from pipeline.push.addresses import Addresses, ByIdentifier, OwnIds
from pipeline.push.capabilities import Capabilities, announcement, objections, read_capabilities
from pipeline.push.change import Answer, Change
from pipeline.push.check import Checker
from pipeline.push.chunks import Limit
from pipeline.push.ledger import Known, Ledger, opened
from pipeline.push.outcomes import refusal
from pipeline.push.output import Monograph, monographs, not_converted
from pipeline.push.parallel import each
from pipeline.push.plan import Plan, make_plan, too_many_retired
from pipeline.push.rejected import NAME, Rejected, rejected_monographs, rejecting
from pipeline.push.retire import Retirer
from pipeline.push.sender import Sender, Tell, Way
from pipeline.push.settings import Settings
from pipeline.push.transport import Server, Transient
from pipeline.push.units import by_monograph, units


@dataclass(frozen=True, slots=True)
class Listener:
    """Who is told of a push: `say` a line, `problem` what is wrong, `begin` how many changes, `advance` one is done."""

    say: Callable[[str], None]
    problem: Callable[[Problem], None]
    begin: Callable[[int], None]
    advance: Callable[[], None]


@dataclass(frozen=True, slots=True)
class Pushed:
    """How many resources of each (type, outcome), and how often a request was sent again."""

    counts: Counter[tuple[str, str]]
    retries: int


async def push_output(
    output: Path, settings: Settings, client: httpx.AsyncClient, ledgers: Path, listener: Listener
) -> Pushed:
    """Brings a server to the state of an output folder (or sends the lines of a rejected.ndjson); a dry run compares.

    Raises ProblemError (`push-...`) where it cannot begin or go on. What was done until then is in the ledger, and the
    next push goes on from there.
    """
    with opened(ledgers, settings.server, settings.collection) as ledger:
        server = Server(client, settings.server, settings.attempts)
        capabilities = await _capabilities(server)
        limit = Limit(min(settings.max_entries, ledger.max_entries or settings.max_entries))
        known = ledger.known()
        plan = _plan(output, known, ledger.held_elsewhere())
        listener.say(f"{announcement(capabilities, settings, limit.entries)}; {plan.in_words()}")
        _refuse_unless_sound(plan, known, capabilities, output, settings)
        for problem in plan.problems:
            listener.problem(problem)
        mode = capabilities.mode(settings.mode)
        way = Way(mode, limit, _addresses(known, settings), apart=mode == "batch" or settings.conditional)
        session = _Session(output, settings, Sender(server, ledger, way), listener)
        counts = Counter(plan.counts) if settings.dry_run else await session.bring(plan, ledger)
        if settings.check:
            await session.check(ledger)
        return Pushed(counts, server.retries)


@dataclass(frozen=True, slots=True)
class _Session:
    output: Path
    settings: Settings
    sender: Sender
    listener: Listener

    async def bring(self, plan: Plan, ledger: Ledger) -> Counter[tuple[str, str]]:
        """Sends what is new or changed, then retires the rest. Counts resources by (type, outcome)."""
        counts = Counter({key: number for key, number in plan.counts.items() if key[1] == "unchanged"})
        known, settings = ledger.known(), self.settings
        ledger.forget(plan.forget)
        self.listener.begin(plan.count("create") + plan.count("update") + plan.count("retire"))
        with rejecting(_rejected_file(self.output)) as rejected:
            self.sender.tell = _tally(counts, rejected, self.listener)
            changes = units(self._monographs(), plan.send, known, overwrite=settings.overwrite)
            await each(self.sender.send, changes, settings.connections)
            retirer = Retirer(self.sender, settings.retire)
            await each(retirer.retire, by_monograph(plan.retire), settings.connections)
        return counts

    async def check(self, ledger: Ledger) -> None:
        """Reads back and compares."""
        checker = Checker(self.sender, self.listener.problem)
        await each(checker.check, self._monographs(), self.settings.connections)
        if self.output.is_dir():
            retired = [row for row in ledger.known().values() if row.retired]
            await each(checker.check_retired, by_monograph(retired), self.settings.connections)
        self.listener.say(f"{checker.compared:,} resources read back and compared")

    def _monographs(self) -> Iterator[Monograph]:
        return (bundle for bundle in _bundles(self.output) if isinstance(bundle, Monograph))


async def _capabilities(server: Server) -> Capabilities:
    try:
        reply = await server.patiently(lambda: server.request("GET", "metadata"))
    except Transient as error:
        message = f"the server cannot be reached or does not work ({error}); nothing was sent"
        raise ProblemError(Problem("push-unreachable", "error", message)) from None
    return read_capabilities(reply.content)


def _bundles(output: Path) -> Iterator[Monograph | Problem]:
    return monographs(output) if output.is_dir() else rejected_monographs(output)


def _plan(output: Path, known: Mapping[str, Known], elsewhere: frozenset[str]) -> Plan:
    plan = make_plan(_bundles(output), known, not_converted(output), elsewhere)
    if not plan.types:
        raise ProblemError(*plan.problems, Problem("push-no-bundle", "error", "holds no bundle", Location(str(output))))
    return plan if output.is_dir() else plan.without_retiring()


def _refuse_unless_sound(
    plan: Plan, known: Mapping[str, Known], capabilities: Capabilities, output: Path, settings: Settings
) -> None:
    found = list(objections(capabilities, plan.types, plan.releases, settings))
    most = None if settings.retire_most else too_many_retired(plan, known, output)
    if found or most:
        raise ProblemError(*found, *([most] if most else ()))


def _addresses(known: Mapping[str, Known], settings: Settings) -> Addresses:
    if not settings.conditional:
        return OwnIds()
    return ByIdentifier(
        {row.reference: f"{row.reference.partition('/')[0]}/{row.id}" for row in known.values() if row.id}
    )


def _rejected_file(output: Path) -> Path:
    return output / NAME if output.is_dir() else output


def _tally(counts: Counter[tuple[str, str]], rejected: Rejected, listener: Listener) -> Tell:
    """What is done with each change once it is known what became of it."""

    def tell(change: Change, answer: Answer) -> None:
        if change.is_done(answer):
            outcome = "retired" if change.retires else "created" if answer.status == 201 else "updated"
        else:
            outcome = "rejected"
            listener.problem(refusal(change, answer))
            if not change.retires:
                rejected.add(change, answer)
        counts[change.type, outcome] += 1
        listener.advance()

    return tell
