"""A push from its beginning to its end: ask the server, compare, send, retire. No other module knows the order."""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import httpx

from pipeline.problems import Location, Problem, ProblemError
from pipeline.push.capabilities import Capabilities, announcement, objections, read_capabilities
from pipeline.push.change import Answer, Change
from pipeline.push.chunks import Group, Limit
from pipeline.push.ledger import Known, opened
from pipeline.push.outcomes import refusal
from pipeline.push.output import Monograph, monographs, not_converted
from pipeline.push.plan import Plan, make_plan, too_many_retired
from pipeline.push.references import dependency_order
from pipeline.push.rejected import NAME, Rejected, rejected_monographs, rejecting
from pipeline.push.retire import Retirer
from pipeline.push.sender import Sender
from pipeline.push.settings import Settings
from pipeline.push.transport import Server, Transient

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Listener:
    """Who is told of a push: `say` a line, `problem` what is wrong, `begin` how many changes, `advance` one is done."""

    say: Callable[[str], None]
    problem: Callable[[Problem], None]
    begin: Callable[[int], None]
    advance: Callable[[], None]


@dataclass(slots=True)
class Pushed:
    """How many resources of each (type, outcome), and how often a request was sent again."""

    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    retries: int = 0


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
        listener.say(announcement(capabilities, settings, limit.entries))
        known = ledger.known()
        plan = _plan(output, known, ledger.held_elsewhere())
        _refuse_unless_sound(plan, known, capabilities, output, settings)
        for problem in plan.problems:
            listener.problem(problem)
        pushed = Pushed(
            Counter({key: number for key, number in plan.counts.items() if settings.dry_run or key[1] == "unchanged"})
        )
        if settings.dry_run:
            return pushed
        ledger.forget(plan.forget)
        listener.begin(plan.count("create") + plan.count("update") + plan.count("retire"))
        with rejecting(_rejected_file(output)) as rejected:
            sender = Sender(server, ledger, capabilities.mode(settings.mode), limit, _tally(pushed, rejected, listener))
            await _all(sender.send, _units(output, plan, known, settings), settings.connections)
            await _all(Retirer(sender, settings.retire).retire, _by_monograph(plan.retire), settings.connections)
        pushed.retries = server.retries
        return pushed


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


def _rejected_file(output: Path) -> Path:
    return output / NAME if output.is_dir() else output


def _tally(pushed: Pushed, rejected: Rejected, listener: Listener) -> Callable[[Change, Answer], None]:
    """What is done with each change once it is known what became of it."""

    def tell(change: Change, answer: Answer) -> None:
        if change.is_done(answer):
            outcome = "retired" if change.retires else "created" if answer.status == 201 else "updated"
        else:
            outcome = "rejected"
            listener.problem(refusal(change, answer))
            if not change.retires:
                rejected.add(change, answer)
        pushed.counts[change.type, outcome] += 1
        listener.advance()

    return tell


def _units(output: Path, plan: Plan, known: Mapping[str, Known], settings: Settings) -> Iterator[tuple[Group, ...]]:
    """For each monograph what is to be sent of it, in dependency order. Only one at a time is in memory."""
    for bundle in _bundles(output):
        wanted = plan.send.get(bundle.key) if isinstance(bundle, Monograph) else None
        if isinstance(bundle, Monograph) and wanted:
            items = {item.reference: item for item in bundle.items if item.reference in wanted}
            changes = {
                reference: Change(
                    reference,
                    bundle.key,
                    content=item.content,
                    digest=item.digest,
                    references=item.references,
                    version=_expected(known.get(reference), settings),
                    location=bundle.location(item),
                )
                for reference, item in items.items()
            }
            order = dependency_order({reference: item.references for reference, item in items.items()})
            yield tuple(tuple(changes[reference] for reference in group) for group in order)


def _expected(row: Known | None, settings: Settings) -> str | None:
    """The version that the server must still have; None where we do not know which it has."""
    if row is None or row.pending or row.retired or settings.overwrite:
        return None
    return row.version


def _by_monograph(rows: Iterable[Known]) -> Iterator[tuple[Known, ...]]:
    found: defaultdict[str, list[Known]] = defaultdict(list)
    for row in rows:
        found[row.monograph].append(row)
    yield from map(tuple, found.values())


async def _all(work: Callable[[T], Awaitable[None]], units: Iterator[T], connections: int) -> None:
    """Works on units, so many at a time; the first that cannot go on stops the others."""

    async def worker() -> None:
        for unit in units:
            await work(unit)

    try:
        async with asyncio.TaskGroup() as workers:
            for _ in range(connections):
                workers.create_task(worker())
    except ExceptionGroup as errors:
        raise errors.exceptions[0] from None
