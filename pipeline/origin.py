"""Where URLs may lead: what a server answers is followed on its own origin only."""

from __future__ import annotations

import ipaddress

import httpx

_PORTS = {"http": 80, "https": 443}


def origin(url: httpx.URL) -> tuple[str, str, int | None]:
    """Scheme, host and port (RFC 6454)."""
    return url.scheme, url.host, url.port or _PORTS.get(url.scheme)


def is_clear_text(url: httpx.URL) -> bool:
    """Whether what is sent there can be read on the way: no TLS, and not to this machine itself."""
    return url.scheme == "http" and not _is_loopback(url.host)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
