"""An identity provider whose every word can be made false: signed as it should be, until a test says otherwise."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey

from tests.channels.providers import Answer, Asked, HttpProvider, running

CLIENT, SECRET = "the-portal", "the-portals-secret"
RETURN = "https://portal.example/manage/sign-in/company/return"
HOUR = 3600
REFUSED = Answer(status=400, body={"error": "invalid_grant", "error_description": "no"})

Change = Callable[[dict[str, Any]], Any]


class Forger:
    """Gives a code for each journey, and for a code a token about `person`. `asked` counts requests by their path."""

    def __init__(self, server: HttpProvider, now: Callable[[], datetime]) -> None:
        self.server = server
        self.now = now
        self.key = ECKey.generate_key("P-256", {"kid": "first", "alg": "ES256"})
        self.published = [self.key]
        self.header: dict[str, Any] = {"alg": "ES256", "kid": "first"}
        self.person: dict[str, Any] = {
            "sub": "u-1", "email": "mo@example.com", "email_verified": True, "groups": ["portal-managers"],
        }  # fmt: skip
        self.more: dict[str, Any] | None = None
        self.forges_claims: Change | None = None
        self.forges_metadata: Change | None = None
        self.forges_token: Callable[[str], str] | None = None
        self._codes: dict[str, dict[str, str]] = {}
        server.answers = [self._answer]

    @property
    def issuer(self) -> str:
        """What it calls itself."""
        return self.server.url

    def asked(self, path: str) -> int:
        """How often this was asked for."""
        return sum(urlsplit(one.path).path == path for one in self.server.asked)

    def gives_code(self, url: str) -> str:
        """What it gives a browser that was sent to `url`, once its person has signed in there."""
        query = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        assert (query["response_type"], query["client_id"]) == ("code", CLIENT)
        assert query["code_challenge_method"] == "S256"
        code = f"code-{len(self._codes)}"
        self._codes[code] = query
        return code

    def gets_new_key(self) -> None:
        """Signs with another key from now on, and publishes that one alone."""
        self.key = ECKey.generate_key("P-256", {"kid": "second", "alg": "ES256"})
        self.published, self.header = [self.key], {"alg": "ES256", "kid": "second"}

    def _answer(self, asked: Asked) -> Answer:
        path = urlsplit(asked.path).path
        if path == "/.well-known/openid-configuration":
            return Answer(body=self._metadata())
        if path == "/keys":
            return Answer(body={"keys": [key.as_dict(private=False) for key in self.published]})
        if path == "/token":
            return self._token(asked)
        assert path == "/more"
        assert asked.headers["Authorization"] == "Bearer access"
        return Answer(body=self.more or {})

    def _metadata(self) -> Any:
        said: dict[str, Any] = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "id_token_signing_alg_values_supported": ["ES256"],
            "scopes_supported": ["openid", "email", "groups"],
        }
        if self.more is not None:
            said["userinfo_endpoint"] = f"{self.issuer}/more"
        return self.forges_metadata(said) if self.forges_metadata else said

    def _token(self, asked: Asked) -> Answer:
        form = {name: values[0] for name, values in parse_qs(asked.body.decode()).items()}
        basic = "Basic " + base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        if asked.headers.get("Authorization") != basic and form.get("client_secret") != SECRET:
            return Answer(status=401, body={"error": "invalid_client"})
        journey = self._codes.pop(form["code"], None)
        if journey is None or journey["redirect_uri"] != form["redirect_uri"]:
            return REFUSED
        digest = hashlib.sha256(form["code_verifier"].encode()).digest()
        if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != journey["code_challenge"]:
            return REFUSED
        at = int(self.now().timestamp())
        claims = {"iss": self.issuer, "aud": CLIENT, "iat": at, "exp": at + HOUR, "nonce": journey["nonce"]}
        claims |= self.person
        if self.forges_claims:
            claims = self.forges_claims(claims)
        token = jwt.encode(self.header, claims, self.key)
        token = self.forges_token(token) if self.forges_token else token
        return Answer(body={"access_token": "access", "token_type": "Bearer", "id_token": token})


@contextmanager
def forging(now: Callable[[], datetime]) -> Iterator[Forger]:
    """A forger that is served on a port of its own."""
    with running(HttpProvider()) as server:
        yield Forger(server, now)
