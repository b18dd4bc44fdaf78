"""What is to happen to one resource of a server, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from pipeline.problems import Location

Method = Literal["PUT", "DELETE"]


@dataclass(frozen=True, slots=True)
class Issue:
    """One issue of an OperationOutcome, or what stood in its place."""

    code: str
    text: str
    expression: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said to one change.

    status   the HTTP status of the request, or of the entry that stands for it
    version  of the resource that it now has, where it says so
    id       the id under which it keeps the resource, where it says so
    """

    status: int
    version: str | None = None
    id: str | None = None
    issues: tuple[Issue, ...] = field(default=())

    @property
    def is_accepted(self) -> bool:
        return 200 <= self.status < 300

    @property
    def is_transient(self) -> bool:
        return is_transient(self.status)


def is_transient(status: int) -> bool:
    """Whether the same request may succeed later: time-outs, too many requests, faults of the server.

    501 and 505 say that the server cannot do it, today or tomorrow.
    """
    return status in {408, 425, 429} or (status >= 500 and status not in {501, 505})


@dataclass(frozen=True, slots=True)
class Change:
    """One request on one resource.

    reference   `Type/id`, as the output has it
    monograph   the key of the bundle that it belongs to
    content     what is put; None for a DELETE
    digest      of the content that the output has; None where the resource is retired
    references  the resources that the content refers to
    version     what the server had when it was last written: it must still have that (If-Match); None for no matter
    location    where the monograph states what the resource says
    """

    reference: str
    monograph: str
    method: Method = "PUT"
    content: dict[str, Any] | None = None
    digest: str | None = None
    references: frozenset[str] = frozenset()
    version: str | None = None
    location: Location | None = None

    @property
    def type(self) -> str:
        return self.reference.partition("/")[0]

    @property
    def retires(self) -> bool:
        return self.digest is None

    def is_done(self, answer: Answer) -> bool:
        """Whether the server now has it so; what is to be deleted may be gone already."""
        return answer.is_accepted or (self.method == "DELETE" and answer.status in {404, 410})
