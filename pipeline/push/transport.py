"""One server over HTTP: requests that are tried again while that may help, and not one moment longer."""

from __future__ import annotations

import json
import ssl
import time
from asyncio import sleep, timeout
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from email.utils import parsedate_to_datetime
from time import monotonic
from typing import Any, TypeVar

import httpx
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception_type, stop_after_attempt
from tenacity.wait import wait_random_exponential

from pipeline.deliver.encode import encode
from pipeline.origin import origin
from pipeline.problems import Problem, ProblemError
from pipeline.push.change import Issue, is_transient
from pipeline.push.outcomes import issues_of, shortened

FHIR_JSON = "application/fhir+json"
LONGEST_ATTEMPT = 600.0  # seconds: an answer that goes on and on, byte by byte, never times out by itself
LONGEST_WAIT = 600.0  # seconds: a server that asks for more is left for another day

T = TypeVar("T")
_BACK_OFF = wait_random_exponential(multiplier=1, max=30)


class Transient(Exception):
    """What may go better next time. `status` is None where no answer came."""

    def __init__(self, message: str, status: int | None = None, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer that is final: its status, its resource if it has one, and where and as what something was written."""

    status: int
    content: dict[str, Any] | None = None
    etag: str | None = None
    location: str | None = None
    issues: tuple[Issue, ...] = field(default=())

    @property
    def is_ok(self) -> bool:
        return 200 <= self.status < 300


class Server:
    """Sends requests below a base URL. A server that asks for a pause gets it from all requests alike."""

    def __init__(self, client: httpx.AsyncClient, base: str, attempts: int) -> None:
        self._client = client
        self._base = httpx.URL(base)
        self._attempts = attempts
        self._paused_until = 0.0
        self.retries = 0

    async def request(
        self, method: str, path: str = "", content: Mapping[str, Any] | None = None, **headers: str
    ) -> Reply:
        """One attempt. Raises Transient, and ProblemError where nothing that follows could succeed."""
        await self._pause()
        request = self._client.build_request(
            method,
            f"{self._base}/{path}" if path else str(self._base),
            content=None if content is None else encode(dict(content)),
            headers={"Accept": FHIR_JSON, **({"Content-Type": FHIR_JSON} if content is not None else {}), **headers},
        )
        try:
            async with timeout(LONGEST_ATTEMPT):
                response = await self._client.send(request)
                if response.is_redirect:
                    response = await self._client.send(self._redirected(response, method))
        except (httpx.TransportError, TimeoutError) as error:
            if certificate := _certificate_error(error):
                raise ProblemError(Problem("push-tls", "error", f"the server is not trusted: {certificate}")) from None
            raise Transient(f"{type(error).__name__}: {error}".rstrip(": ")) from None
        return self._reply(response)

    async def patiently(self, attempt: Callable[[], Awaitable[T]]) -> T:
        """Awaits `attempt` again after each Transient, with growing pauses; raises the last one.

        Source of the pauses: Retry-After (RFC 9110, 10.2.3), otherwise exponential with jitter.
        """
        tries = AsyncRetrying(
            sleep=sleep,
            retry=retry_if_exception_type(Transient),
            stop=stop_after_attempt(self._attempts),
            wait=_wait,
            before_sleep=self._count,
            reraise=True,
        )

        async def awaited() -> T:  # tenacity awaits what is plainly a coroutine function, and no lambda
            return await attempt()

        return await tries(awaited)

    def _count(self, _: RetryCallState) -> None:
        self.retries += 1

    async def _pause(self) -> None:
        while (left := self._paused_until - monotonic()) > 0:
            await sleep(left)

    def _redirected(self, response: httpx.Response, method: str) -> httpx.Request:
        """The same request at another place of the same origin: nothing of ours goes anywhere else."""
        request = response.next_request
        if request is None or origin(request.url) != origin(self._base) or request.method != method:
            place = request.url.copy_with(query=None, userinfo=b"") if request else "nowhere"
            message = f"the server sends us on to {place}; only its own origin is followed (is the base URL right?)"
            raise ProblemError(Problem("push-other-origin", "error", message))
        return request

    def _reply(self, response: httpx.Response) -> Reply:
        status, content = response.status_code, _json(response)
        if is_transient(status):
            wait = _retry_after(response.headers.get("Retry-After"))
            self._paused_until = max(self._paused_until, monotonic() + (wait or 0))
            said = "; ".join(issue.text for issue in issues_of(content)) or response.reason_phrase
            raise Transient(f"{status} {said}", status, wait)
        if status == httpx.codes.UNAUTHORIZED:
            message = "the server does not accept our credentials (401)"
            raise ProblemError(Problem("push-unauthorised", "error", message))
        if response.is_success and content is None and response.content.strip():
            raise Transient(f"{status} with a body that is no FHIR JSON: {shortened(response.text[:80])}")
        issues = issues_of(content)
        if not response.is_success and not issues:
            words = f"{response.reason_phrase}: {shortened(response.text)}" if response.content else ""
            issues = (Issue("unknown", words.strip(": ") or response.reason_phrase),)
        headers = response.headers
        return Reply(
            status, content, headers.get("ETag"), headers.get("Location") or headers.get("Content-Location"), issues
        )


def _wait(state: RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    asked = error.retry_after if isinstance(error, Transient) else None
    if asked is not None and asked > LONGEST_WAIT:
        message = f"the server asks us to come back in {asked:,.0f} s"
        raise ProblemError(Problem("push-unreachable", "error", message))
    return max(asked or 0.0, _BACK_OFF(state))


def _retry_after(value: str | None) -> float | None:
    """Seconds, from a number of them or a date."""
    if not value:
        return None
    if value.strip().isdigit():
        return float(value)
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - time.time())
    except ValueError:
        return None


def _json(response: httpx.Response) -> dict[str, Any] | None:
    """Decimals keep their digits: what is read may be written again."""
    try:
        content = json.loads(response.content, parse_float=Decimal)
    except ValueError:
        return None
    return content if isinstance(content, dict) else None


def _certificate_error(error: BaseException | None) -> str | None:
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return error.verify_message
        error = error.__cause__ or error.__context__
    return None
