"""Sends changes in dependency order, in requests as large as the server takes, and records what became of each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pipeline.problems import Problem, ProblemError
from pipeline.push.addresses import Addresses
from pipeline.push.change import Answer, Change, Issue
from pipeline.push.chunks import Chunk, Group, Limit, changes_of, chunks, halves
from pipeline.push.compare import same
from pipeline.push.envelope import envelope, etag
from pipeline.push.ledger import Ledger
from pipeline.push.outcomes import entry_answers, written
from pipeline.push.settings import Mode
from pipeline.push.transport import Reply, Server, Transient

_TOO_LARGE = frozenset({"too-long", "too-costly"})  # http://hl7.org/fhir/issue-type
_MINIMAL = {"Prefer": "return=minimal"}
_CONFLICT = frozenset({409, 412})
_LAST_STRAW = 3  # single resources in a row on which the server failed each time

Tell = Callable[[Change, Answer], None]


@dataclass(frozen=True, slots=True)
class Way:
    """In which kind of requests, how large, and under which names a server is told of resources.

    apart  no request has a resource together with one that it refers to: entries of a batch may not depend on one
           another, and a server that gives ids has to write them into the references of the same transaction, which
           HAPI FHIR leaves undone in extensions of primitive elements
    """

    mode: Mode
    limit: Limit
    addresses: Addresses
    apart: bool


class Sender:
    """`tell` is called once for each change, with what finally became of it."""

    def __init__(self, server: Server, ledger: Ledger, way: Way) -> None:
        self._server = server
        self._ledger = ledger
        self._mode = way.mode
        self._addresses = way.addresses
        self._limit = way.limit
        self._apart = way.apart
        self.tell: Tell = lambda _change, _answer: None
        self._failures = 0

    async def send(self, groups: Sequence[Group]) -> None:
        """Groups in dependency order. Raises ProblemError where the server is gone; what was done is recorded."""
        for chunk in chunks(groups, self._limit, apart=self._apart):
            self._ledger.intend(changes_of(chunk))
            await self._send(chunk)

    async def _send(self, chunk: Chunk) -> bool:
        """Whether the server took all of it."""
        changes = changes_of(chunk)
        if self._mode == "single" or len(changes) == 1:
            return all([await self._alone(change) for change in changes])
        left, refusal = await self._together(changes)
        if not left:
            return refusal is None
        return await self._again_in_parts(_within(chunk, left), refusal)

    async def _together(self, changes: Sequence[Change]) -> tuple[Sequence[Change], Answer | None]:
        """Sends one bundle, again and again with the entries that failed in a way that may pass.

        Returns the changes about which the server said nothing final, and why it did not take the request; none, and
        an answer only where the server refused some entries.
        """
        left = list(changes)
        refused: Answer | None = None

        async def attempt() -> Answer | None:
            nonlocal refused
            reply = await self._server.request("POST", content=envelope(left, self._mode, self._addresses), **_MINIMAL)
            if not reply.is_ok:
                return _answer(reply)
            answers = entry_answers(reply.content, len(left))
            if answers is None:
                raise Transient("the answer does not answer each entry")
            final = [(change, one) for change, one in zip(left, answers, strict=True) if not one.is_transient]
            failed = [(change, one) for change, one in zip(left, answers, strict=True) if one.is_transient]
            refused = next((one for change, one in final if not change.is_done(one)), refused)
            self.settle(final)
            left[:] = [change for change, _ in failed]
            if failed:
                raise Transient(f"{len(failed)} entries failed", failed[0][1].status)
            return None

        try:
            answer = await self._server.patiently(attempt)
        except Transient as error:
            answer = self._given_up(error, is_gone=not await self._is_there())
        else:
            self._failures = 0
        return (left, answer) if answer else ((), refused)

    async def _again_in_parts(self, chunk: Chunk, refusal: Answer | None) -> bool:
        """What was refused as a whole is sent in halves, down to the resources that are the reason."""
        if refusal is None:
            return await self._send(chunk)
        if len(chunk) == 1:
            self.settle([(change, refusal) for change in changes_of(chunk)])
            return False
        if refusal.status == 413 or any(issue.code in _TOO_LARGE for issue in refusal.issues):
            self._learn(max(1, len(changes_of(chunk)) // 2))
        first, second = halves(chunk)
        taken = [await self._send(first), await self._send(second)]
        if all(taken) and refusal.status not in _CONFLICT and not refusal.is_transient:
            self._learn(len(changes_of(first)))  # nothing was wrong with any of them: there were too many
        return all(taken)

    async def _alone(self, change: Change) -> bool:
        try:
            reply = await self._server.patiently(lambda: self._request(change))
        except Transient as error:
            self._failures += 1
            answer = self._given_up(error, is_gone=self._failures >= _LAST_STRAW)
        else:
            self._failures = 0
            answer = await self._unless_ours(change, _answer(reply))
        self.settle([(change, answer)])
        return change.is_done(answer)

    async def _request(self, change: Change) -> Reply:
        headers = _MINIMAL | ({"If-Match": etag(change.version)} if change.version else {})
        content = None if change.content is None else self.content(change)
        return await self._server.request(change.method, self._addresses.url(change.reference), content, **headers)

    async def _unless_ours(self, change: Change, answer: Answer) -> Answer:
        """A conflict is none where the server already has this content: an answer to an earlier attempt was lost."""
        if answer.status not in _CONFLICT or change.content is None:
            return answer
        reply = await self.read(change.reference)
        if reply.content is None or not same(reply.content, self.content(change)):
            return answer
        return _answer(reply)

    async def read(self, reference: str) -> Reply:
        """What the server has of a resource. Raises ProblemError where the server is gone."""
        place = self._addresses.place(reference)
        url = place or self._addresses.url(reference)
        try:
            reply = await self._server.patiently(lambda: self._server.request("GET", url))
        except Transient as error:
            answer = self._given_up(error, is_gone=not await self._is_there())
            return Reply(answer.status, issues=answer.issues)
        return reply if place else _only_match(reply)

    def content(self, change: Change) -> dict[str, Any]:
        """What a change puts, as it is sent alone."""
        return self._addresses.content(change, frozenset()) or {}

    def settle(self, answered: Iterable[tuple[Change, Answer]]) -> None:
        """Records and tells what finally became of changes."""
        known = list(answered)
        self._ledger.record(known)
        for change, answer in known:
            self._addresses.learn(change, answer)
            self.tell(change, answer)

    def _learn(self, entries: int) -> None:
        self._limit.lower(entries)
        if self._limit.is_learned:
            self._ledger.max_entries = self._limit.entries

    async def _is_there(self) -> bool:
        """Whether the server still works as far as it can be told without writing."""
        try:
            return (await self._server.request("GET", "metadata")).is_ok
        except Transient:
            return False

    def _given_up(self, error: Transient, *, is_gone: bool) -> Answer:
        """The last failure as an answer. Raises ProblemError where the server as a whole seems to be gone."""
        if is_gone or error.status is None or error.status == 429:
            message = f"the server cannot be reached or does not work ({error}); push again to go on from here"
            raise ProblemError(Problem("push-unreachable", "error", message)) from None
        return Answer(error.status, issues=(Issue("transient", str(error)),))


def _only_match(reply: Reply) -> Reply:
    """What a search found, as if it had been read; 404 for nothing."""
    entries = (reply.content or {}).get("entry", [])
    found = [one["resource"] for one in entries if one.get("search", {}).get("mode", "match") == "match"]
    return replace(reply, content=found[0], etag=None) if found else Reply(404)


def _answer(reply: Reply) -> Answer:
    version, identity = written(reply.etag, reply.location, reply.content)
    return Answer(reply.status, version, identity, reply.issues)


def _within(chunk: Chunk, changes: Iterable[Change]) -> Chunk:
    """The groups of a chunk, of which only these changes are left."""
    wanted = {change.reference for change in changes}
    groups = (tuple(change for change in group if change.reference in wanted) for group in chunk)
    return tuple(group for group in groups if group)
