"""Who we are to a server. Credentials come from the environment or files, and are shown nowhere."""

from __future__ import annotations

import time
import uuid
from collections.abc import Generator
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Any

import httpx
import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from pipeline.origin import origin
from pipeline.problems import Location, Problem, ProblemError
from pipeline.push.outcomes import shortened
from pipeline.push.transport import Transient

Flow = Generator[httpx.Request, httpx.Response, None]

_ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_LIFETIME = 240  # seconds of an assertion; the guide allows 300
_EARLY = 30  # seconds before its end in which a token counts as expired


class BearerToken(httpx.Auth):
    """A token that was issued beforehand."""

    def __init__(self, token: str) -> None:
        self._token = token

    def auth_flow(self, request: httpx.Request) -> Flow:
        request.headers["Authorization"] = f"Bearer {self._token}"
        yield request


class TokenFile(httpx.Auth):
    """A token in a file, which something else may renew while we run."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._read()

    def auth_flow(self, request: httpx.Request) -> Flow:
        request.headers["Authorization"] = f"Bearer {self._read()}"
        yield request

    def _read(self) -> str:
        return _content(self._path).decode("utf-8", "replace").strip()


@dataclass(frozen=True, slots=True)
class SmartClient:
    """A registered client of SMART Backend Services. `token_url` None: the server's own metadata names it."""

    client_id: str
    key_file: Path
    scope: str = "system/*.cruds"
    key_id: str | None = None
    token_url: str | None = None


class SmartBackend(httpx.Auth):
    """SMART Backend Services: a signed assertion (private_key_jwt) is exchanged for a token, again before it expires.

    https://hl7.org/fhir/smart-app-launch/backend-services.html
    """

    requires_response_body = True

    def __init__(self, client: SmartClient, server: str) -> None:
        self._client = client
        self._server = server
        self._key = _signing_key(client)
        self._token_url = client.token_url
        self._token = ""
        self._expires = 0.0

    def auth_flow(self, request: httpx.Request) -> Flow:
        if monotonic() >= self._expires:
            yield from self._renew()
        response = yield self._authorised(request)
        if response.status_code == httpx.codes.UNAUTHORIZED:  # it may have been revoked before its time
            yield from self._renew()
            yield self._authorised(request)

    def _authorised(self, request: httpx.Request) -> httpx.Request:
        request.headers["Authorization"] = f"Bearer {self._token}"
        return request

    def _renew(self) -> Flow:
        if self._token_url is None:
            found = yield httpx.Request("GET", f"{self._server}/.well-known/smart-configuration")
            self._token_url = self._endpoint(found)
        response = yield httpx.Request("POST", self._token_url, data=self._grant(self._token_url))
        content = _object(response)
        if response.status_code >= 500 or response.status_code == httpx.codes.TOO_MANY_REQUESTS:
            raise Transient(f"the token endpoint fails ({response.status_code})", response.status_code)
        token, seconds = content.get("access_token"), content.get("expires_in", 300)
        if not response.is_success or not isinstance(token, str):
            reason = shortened(str(content.get("error", "no token in the answer")))
            raise _unauthorised(f"the token endpoint refuses us ({response.status_code}): {reason}")
        self._token = token
        self._expires = monotonic() + float(seconds) - _EARLY

    def _endpoint(self, response: httpx.Response) -> str:
        url = _object(response).get("token_endpoint")
        if not response.is_success or not isinstance(url, str):
            raise _unauthorised("the server does not say where tokens are issued; use --smart-token-url")
        if origin(httpx.URL(url)) != origin(httpx.URL(self._server)):
            message = (
                "the server names a token endpoint on another origin; if it is the right one, use --smart-token-url"
            )
            raise ProblemError(Problem("push-other-origin", "error", message))
        return url

    def _grant(self, url: str) -> dict[str, str]:
        now, name = int(time.time()), self._client.client_id
        claims = {"iss": name, "sub": name, "aud": url, "jti": str(uuid.uuid4()), "iat": now, "exp": now + _LIFETIME}
        headers = {"kid": self._key.id} if self._key.id else {}
        return {
            "grant_type": "client_credentials",
            "scope": self._client.scope,
            "client_assertion_type": _ASSERTION,
            "client_assertion": jwt.encode(claims, self._key.key, self._key.algorithm, headers),
        }


@dataclass(frozen=True, slots=True)
class _Key:
    key: Any = field(repr=False)
    algorithm: str
    id: str | None


def _signing_key(client: SmartClient) -> _Key:
    """A private key as PEM or JWK; RS384 and ES384 are what the guide asks servers to know."""
    data = _content(client.key_file)
    try:
        if data.lstrip().startswith(b"{"):
            jwk = jwt.PyJWK.from_json(data.decode())
            return _Key(jwk.key, "RS384" if jwk.key_type == "RSA" else "ES384", client.key_id or jwk.key_id)
        key = load_pem_private_key(data, password=None)
    except (ValueError, TypeError, jwt.PyJWTError):
        message = "is no private key in PEM or JWK form without a pass phrase"
        raise ProblemError(Problem("push-credentials", "error", message, Location(str(client.key_file)))) from None
    return _Key(key, "RS384" if isinstance(key, RSAPrivateKey) else "ES384", client.key_id)


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        message = f"cannot be read: {error.strerror}"
        raise ProblemError(Problem("push-credentials", "error", message, Location(str(path)))) from None


def _object(response: httpx.Response) -> dict[str, Any]:
    try:
        content = response.json()
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}


def _unauthorised(message: str) -> ProblemError:
    return ProblemError(Problem("push-unauthorised", "error", message))
