"""The HTTP client of a push: TLS that is always checked, time-outs, the proxies of the environment."""

from __future__ import annotations

import ssl
from importlib.metadata import version
from pathlib import Path

import httpx

from pipeline.problems import Location, Problem, ProblemError
from pipeline.push.settings import Settings

CONNECT_TIMEOUT = 10.0


def client(settings: Settings, auth: httpx.Auth | None, ca_file: Path | None) -> httpx.AsyncClient:
    """`ca_file`: certificates to trust instead of the system's. HTTPS_PROXY, HTTP_PROXY and NO_PROXY count."""
    return httpx.AsyncClient(
        auth=auth,
        verify=_trust(ca_file),
        timeout=httpx.Timeout(settings.timeout, connect=min(CONNECT_TIMEOUT, settings.timeout), pool=None),
        limits=httpx.Limits(max_connections=settings.connections, max_keepalive_connections=settings.connections),
        headers={"User-Agent": f"monofhir/{version('monofhir')}"},
    )


def _trust(ca_file: Path | None) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=ca_file)
    except OSError as error:  # also ssl.SSLError
        message = f"holds no certificates that can be read: {error.strerror or error}"
        raise ProblemError(Problem("push-credentials", "error", message, Location(str(ca_file)))) from None
