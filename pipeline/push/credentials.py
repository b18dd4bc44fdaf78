"""Which credentials a push uses: at most one kind, and none that would stand on a command line."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import httpx

from pipeline.origin import is_clear_text
from pipeline.problems import Problem, ProblemError
from pipeline.push.auth import BearerToken, SmartBackend, SmartClient, TokenFile

TOKEN, USER, PASSWORD = "MONOFHIR_TOKEN", "MONOFHIR_USER", "MONOFHIR_PASSWORD"


def credentials(
    server: str, environment: Mapping[str, str], token_file: Path | None, smart: SmartClient | None
) -> httpx.Auth | None:
    """None where there are none. Raises ProblemError (`push-credentials`) for several, or ones that cannot be used."""
    found: list[httpx.Auth] = []
    if token := environment.get(TOKEN):
        found.append(BearerToken(token))
    if user := environment.get(USER):
        found.append(httpx.BasicAuth(user, environment.get(PASSWORD, "")))
    if token_file:
        found.append(TokenFile(token_file))
    if smart:
        found.append(SmartBackend(smart, server))
    if len(found) > 1:
        message = f"several credentials are given; use one of {TOKEN}, {USER}, --token-file, --smart-client-id"
        raise ProblemError(Problem("push-credentials", "error", message))
    return found[0] if found else None


def clear_text_warning(server: str) -> Problem | None:
    """For a server to which credentials would go so that anyone on the way can read them."""
    if not is_clear_text(httpx.URL(server)):
        return None
    return Problem("push-clear-text", "warning", "credentials go to the server unencrypted: use its https address")
