"""Reads back what a server has and compares it with what it should have."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from pipeline.problems import Location, Problem
from pipeline.push.change import Change
from pipeline.push.compare import difference
from pipeline.push.ledger import Known
from pipeline.push.output import Item, Monograph
from pipeline.push.retire import is_retired
from pipeline.push.sender import Sender

_GONE = frozenset({404, 410})


class Checker:
    """Counts what it has compared, and tells what differs."""

    def __init__(self, sender: Sender, tell: Callable[[Problem], None]) -> None:
        self._sender = sender
        self._tell = tell
        self.compared = 0

    async def check(self, bundle: Monograph) -> None:
        """Whether the server has each resource of a monograph as the output has it."""
        for item in bundle.items:
            self.compared += 1
            if found := await self._difference(bundle, item):
                code, message = found
                self._tell(Problem(code, "error", message, bundle.location(item), resource=item.reference))

    async def _difference(self, bundle: Monograph, item: Item) -> tuple[str, str] | None:
        reply = await self._sender.read(item.reference)
        if reply.content is None or not reply.is_ok:
            return "push-check-missing", f"the server does not have it ({reply.status})"
        change = Change(
            item.reference, bundle.key, content=item.content, digest=item.digest, references=item.references
        )
        expected = self._sender.content(change)
        found = {name: value for name, value in reply.content.items() if name != "id" or name in expected}
        place = difference(found, expected)
        return ("push-check-differs", f"the server has it otherwise, first at {place}") if place else None

    async def check_retired(self, rows: Iterable[Known]) -> None:
        """Whether what was retired is gone, or says so."""
        for row in rows:
            self.compared += 1
            reply = await self._sender.read(row.reference)
            if reply.status not in _GONE and not (reply.content and is_retired(reply.content)):
                message = "it was retired, but the server still has it as valid"
                self._tell(
                    Problem("push-check-ghost", "error", message, Location(row.monograph), resource=row.reference)
                )
