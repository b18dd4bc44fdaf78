from __future__ import annotations

import asyncio
import base64
import json
from pathlib import Path
from urllib.parse import parse_qs

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from pipeline.problems import ProblemError
from pipeline.push import auth
from pipeline.push.auth import SmartBackend, SmartClient, TokenFile
from pipeline.push.credentials import clear_text_warning, credentials
from tests.unit.push.fhir_server import BASE

PEM = serialization.Encoding.PEM


def written(folder: Path, private: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> Path:
    place = folder / "key.pem"
    form = serialization.PrivateFormat.PKCS8
    place.write_bytes(private.private_bytes(PEM, form, serialization.NoEncryption()))
    return place


@pytest.fixture
def key(tmp_path: Path) -> Path:
    return written(tmp_path, ec.generate_private_key(ec.SECP384R1()))


class Tokens:
    """A server that issues tokens and says which of them it accepts."""

    def __init__(self, lifetime: int = 300, endpoint: str = f"{BASE}/token") -> None:
        self.grants: list[dict[str, str]] = []
        self.accepted: list[str] = []
        self.lifetime = lifetime
        self.endpoint = endpoint
        self.revoked: set[str] = set()

    def handle(self, request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/.well-known/smart-configuration"):
            return httpx.Response(200, json={"token_endpoint": self.endpoint})
        if request.url.path.endswith("/token"):
            self.grants.append({name: values[0] for name, values in parse_qs(request.content.decode()).items()})
            return httpx.Response(200, json={"access_token": f"token {len(self.grants)}", "expires_in": self.lifetime})
        token = request.headers["Authorization"].removeprefix("Bearer ")
        if token in self.revoked:
            return httpx.Response(401)
        self.accepted.append(token)
        return httpx.Response(200)

    def ask(self, smart: SmartBackend, times: int = 1) -> None:
        async def work() -> None:
            async with httpx.AsyncClient(transport=httpx.MockTransport(self.handle), auth=smart) as client:
                for _ in range(times):
                    await client.get(f"{BASE}/metadata")

        asyncio.run(work())


def test_an_assertion_is_signed_by_the_key_for_the_token_endpoint(key: Path) -> None:
    tokens = Tokens()
    tokens.ask(SmartBackend(SmartClient("loader", key, key_id="1"), BASE))
    (grant,) = tokens.grants
    public = serialization.load_pem_private_key(key.read_bytes(), None).public_key()
    claims = jwt.decode(grant["client_assertion"], public, ["ES384"], audience=f"{BASE}/token")  # type: ignore[arg-type]
    assert (claims["iss"], claims["sub"]) == ("loader", "loader")
    assert 0 < claims["exp"] - claims["iat"] <= 300
    assert jwt.get_unverified_header(grant["client_assertion"])["kid"] == "1"
    assert (grant["grant_type"], grant["scope"]) == ("client_credentials", "system/*.cruds")
    assert tokens.accepted == ["token 1"]


def test_rsa_keys_sign_too(tmp_path: Path) -> None:
    key = written(tmp_path, rsa.generate_private_key(public_exponent=65537, key_size=2048))
    tokens = Tokens()
    tokens.ask(SmartBackend(SmartClient("loader", key), BASE))
    assert jwt.get_unverified_header(tokens.grants[0]["client_assertion"])["alg"] == "RS384"


def test_a_jwk_names_its_own_id(tmp_path: Path) -> None:
    private = ec.generate_private_key(ec.SECP384R1())
    jwk = jwt.algorithms.ECAlgorithm.to_jwk(private, as_dict=True)
    (tmp_path / "key.json").write_text(json.dumps({**jwk, "kid": "mine"}))
    tokens = Tokens()
    tokens.ask(SmartBackend(SmartClient("loader", tmp_path / "key.json"), BASE))
    assert jwt.get_unverified_header(tokens.grants[0]["client_assertion"])["kid"] == "mine"


def test_a_token_serves_until_it_is_about_to_expire(key: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr(auth, "monotonic", lambda: now[0])
    tokens, smart = Tokens(lifetime=300), SmartBackend(SmartClient("loader", key), BASE)
    tokens.ask(smart, times=2)
    now[0] = 275.0
    tokens.ask(smart)
    assert tokens.accepted == ["token 1", "token 1", "token 2"]


def test_a_token_that_was_revoked_is_renewed_at_once(key: Path) -> None:
    tokens, smart = Tokens(), SmartBackend(SmartClient("loader", key), BASE)
    tokens.ask(smart)
    tokens.revoked.add("token 1")
    tokens.ask(smart)
    assert tokens.accepted == ["token 1", "token 2"]


def test_a_token_endpoint_on_another_origin_must_be_named_by_the_user(key: Path) -> None:
    tokens = Tokens(endpoint="https://elsewhere.test/token")
    with pytest.raises(ProblemError) as caught:
        tokens.ask(SmartBackend(SmartClient("loader", key), BASE))
    assert [problem.code for problem in caught.value.problems] == ["push-other-origin"]
    assert tokens.grants == []
    tokens.ask(SmartBackend(SmartClient("loader", key, token_url="https://elsewhere.test/token"), BASE))
    assert len(tokens.grants) == 1


def test_a_token_file_is_read_anew_for_each_request(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text("first\n")
    flow = TokenFile(file)
    sent = []
    for token in ("first", "second"):
        file.write_text(f"{token}\n")
        request = httpx.Request("GET", BASE)
        next(flow.auth_flow(request))
        sent.append(request.headers["Authorization"])
    assert sent == ["Bearer first", "Bearer second"]


def test_basic_credentials_come_from_the_environment() -> None:
    found = credentials(BASE, {"MONOFHIR_USER": "loader", "MONOFHIR_PASSWORD": "sesame"}, None, None)
    assert found is not None
    request = next(found.auth_flow(httpx.Request("GET", BASE)))
    assert base64.b64decode(request.headers["Authorization"].removeprefix("Basic ")) == b"loader:sesame"


def test_without_credentials_there_are_none() -> None:
    assert credentials(BASE, {}, None, None) is None


def test_several_credentials_are_a_problem() -> None:
    with pytest.raises(ProblemError) as caught:
        credentials(BASE, {"MONOFHIR_USER": "loader", "MONOFHIR_TOKEN": "secret"}, None, None)
    assert [problem.code for problem in caught.value.problems] == ["push-credentials"]
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("content", ["", "-----BEGIN PRIVATE KEY-----\nnonsense", '{"kty": "EC"}', "{"])
def test_what_is_no_private_key_is_a_problem_that_does_not_show_it(tmp_path: Path, content: str) -> None:
    (tmp_path / "key").write_text(content)
    with pytest.raises(ProblemError) as caught:
        SmartBackend(SmartClient("loader", tmp_path / "key"), BASE)
    assert [problem.code for problem in caught.value.problems] == ["push-credentials"]
    assert "nonsense" not in str(caught.value)


@pytest.mark.parametrize(
    ("server", "warned"),
    [
        ("https://fhir.test/r5", False),
        ("http://127.0.0.1:8080/fhir", False),
        ("http://localhost/fhir", False),
        ("http://[::1]/fhir", False),
        ("http://fhir.test/r5", True),
    ],
)
def test_credentials_in_clear_text_are_warned_of(server: str, warned: bool) -> None:
    assert (clear_text_warning(server) is not None) == warned
